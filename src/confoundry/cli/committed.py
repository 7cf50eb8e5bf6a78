"""Do the verdicts agree with those that were committed?"""

import json
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from confoundry.errors import BadInput
from confoundry.files.params import parse_params
from confoundry.paths import HEADLINE, PARAMS

Headline = dict[str, dict[str, dict[str, Any]]]
Params = Mapping[str, Any]


@dataclass(frozen=True)
class Agreement:
    """How verdicts compare with the committed ones.

    Attributes:
        same: How many are the same.
        of: How many there are both here and there; 0 where the committed ones are of another study.
        changed: What changed, as `lighting × l2: ignores → leans`.
        new: How many there are here alone.
        gone: How many there are there alone.
    """

    same: int
    of: int
    changed: list[str]
    new: int
    gone: int


def compare_with_committed(headline: Headline) -> Agreement | None:
    """Compare verdicts with those in Git's last commit; None where there is no Git or nothing was committed."""
    try:
        committed = json.loads(_shown(HEADLINE))
    except (OSError, subprocess.SubprocessError, ValueError):
        return None
    return agreement(headline, _alike(committed)) if isinstance(committed, dict) else None


def agreement(now: Headline, then: Headline) -> Agreement:
    """Compare two headlines verdict by verdict, where both have one."""
    here, there = _verdicts(now), _verdicts(then)
    pairs = [pair for pair in here if pair in there]
    changed = [f"{' × '.join(pair)}: {there[pair]} → {here[pair]}" for pair in pairs if here[pair] != there[pair]]
    return Agreement(
        len(pairs) - len(changed), len(pairs), changed, new=len(here) - len(pairs), gone=len(there) - len(pairs)
    )


def _verdicts(headline: Headline) -> dict[tuple[str, str], str]:
    return {
        (confound, variant): str(entry.get("verdict"))
        for confound, variants in headline.items()
        for variant, entry in variants.items()
    }


def _alike(committed: Headline) -> Headline:
    """Return the committed verdicts on what the study still has under these names; all where nobody knows."""
    try:
        now = parse_params(PARAMS.read_text(encoding="utf-8"), str(PARAMS))
        then = parse_params(_shown(PARAMS).decode(), str(PARAMS))
    except (OSError, subprocess.SubprocessError, ValueError, BadInput):
        return committed
    return comparable(committed, now, then) if isinstance(now, dict) and isinstance(then, dict) else committed


def comparable(committed: Headline, now: Params, then: Params) -> Headline:
    """Return the committed verdicts that are about the same data, confounds and networks as today's study.

    Other settings may differ: what they change is what one wants to see.

    Args:
        committed: The committed verdicts.
        now: params.yaml as it is here.
        then: params.yaml as it was committed.
    """
    if any(_entry(now, "data").get(key) != _entry(then, "data").get(key) for key in ("source", "path")):
        return {}
    return {
        confound: {
            name: entry
            for name, entry in variants.items()
            if _alike_in("variants", name, "network", now=now, then=then)
        }
        for confound, variants in committed.items()
        if _alike_in("confounds", confound, "kind", now=now, then=then)
    }


def _alike_in(section: str, name: str, word: str, *, now: Params, then: Params) -> bool:
    """Return whether an entry is of the same kind on both sides, which it has from `word`, or else from its name."""
    here, there = _entry(_entry(now, section), name), _entry(_entry(then, section), name)
    return here.get(word, name) == there.get(word, name)


def _entry(values: Params, name: str) -> Params:
    found = values.get(name)
    return found if isinstance(found, dict) else {}


def _shown(path: Path) -> bytes:
    """Return a file of the last commit; `./` because the study may lie below the repository's root."""
    command = ["git", "show", f"HEAD:./{path.as_posix()}"]
    return subprocess.run(command, capture_output=True, timeout=20, check=True, stdin=subprocess.DEVNULL).stdout
