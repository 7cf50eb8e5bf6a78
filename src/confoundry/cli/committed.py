"""Do the verdicts agree with those that were committed?"""

import json
import subprocess
from dataclasses import dataclass
from typing import Any

from confoundry.paths import HEADLINE

Headline = dict[str, dict[str, dict[str, Any]]]


@dataclass(frozen=True)
class Agreement:
    """How verdicts compare with the committed ones.

    Attributes:
        same: How many are the same.
        of: How many there are both here and there.
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
    committed = _committed()
    return None if committed is None else agreement(headline, committed)


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


def _committed() -> Headline | None:
    """Read the last commit's file; `./` because the study may lie below the repository's root."""
    command = ["git", "show", f"HEAD:./{HEADLINE.as_posix()}"]
    try:
        shown = subprocess.run(command, capture_output=True, timeout=20, check=True, stdin=subprocess.DEVNULL)
        found = json.loads(shown.stdout)
    except (OSError, subprocess.SubprocessError, ValueError):
        return None
    return found if isinstance(found, dict) else None
