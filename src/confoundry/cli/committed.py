"""Compares the verdicts with the committed ones."""

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
    """How the verdicts compare with the committed ones.

    Attributes:
        same: How many verdicts are the same.
        of: How many can be compared; 0 if the committed ones are of another study.
        changed: The changes, such as `lighting × l2: ignores → leans`.
        new: How many exist only here.
        gone: How many exist only in the commit.
    """

    same: int
    of: int
    changed: list[str]
    new: int
    gone: int


def compare_with_committed(headline: Headline) -> Agreement | None:
    """Compare verdicts with those in the last commit; None without Git or without committed verdicts."""
    try:
        committed = json.loads(_shown(HEADLINE))
    except (OSError, subprocess.SubprocessError, ValueError):
        return None
    return agreement(headline, _alike(committed)) if isinstance(committed, dict) else None


def agreement(now: Headline, then: Headline) -> Agreement:
    """Compare the verdicts that both headlines have."""
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
    """Return the committed verdicts that can be compared; all of them if params.yaml cannot be compared."""
    try:
        now = parse_params(PARAMS.read_text(encoding="utf-8"), str(PARAMS))
        then = parse_params(_shown(PARAMS).decode(), str(PARAMS))
    except (OSError, subprocess.SubprocessError, ValueError, BadInput):
        return committed
    return comparable(committed, now, then) if isinstance(now, dict) and isinstance(then, dict) else committed


def comparable(committed: Headline, now: Params, then: Params) -> Headline:
    """Return the committed verdicts on the same data, confounds and networks as those of the current study.

    Other settings may differ: their effect is what the comparison shows.

    Args:
        committed: The committed verdicts.
        now: The content of params.yaml.
        then: The content of the committed params.yaml.
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
    """Return whether an entry is of the same kind on both sides; the kind is its key `word`, or else its name."""
    here, there = _entry(_entry(now, section), name), _entry(_entry(then, section), name)
    return here.get(word, name) == there.get(word, name)


def _entry(values: Params, name: str) -> Params:
    found = values.get(name)
    return found if isinstance(found, dict) else {}


def _shown(path: Path) -> bytes:
    """Return a file of the last commit; `./` because the study may be in a subfolder of the repository."""
    command = ["git", "show", f"HEAD:./{path.as_posix()}"]
    return subprocess.run(command, capture_output=True, timeout=20, check=True, stdin=subprocess.DEVNULL).stdout
