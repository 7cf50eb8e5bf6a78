"""Which inputs changed between two revisions, and whether their numbers are comparable."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from confoundry.comparison.lock import Lock
from confoundry.comparison.numbers import Numbers
from confoundry.evaluation.settings import LimitSettings

# Parameters that define what is measured, not what is trained. If they change, the numbers are not comparable.
MEASURING = ("data.", "confounds.", "limits.", "study.seed", "study.verdict_at")
JUDGING = ("src/confoundry/evaluation", "src/confoundry/statistics")


@dataclass(frozen=True)
class ChangedInput:
    """An input that changed; None where a revision does not have it."""

    what: Literal["images", "params", "code"]
    key: str
    before: Any
    after: Any


@dataclass(frozen=True)
class Comparable:
    """Whether the two revisions' numbers come from the same images, measuring settings and processor."""

    data: bool = True
    params: bool = True
    processor: bool = True


def changed_inputs(before: Lock, after: Lock) -> list[ChangedInput]:
    """Return the changed images, parameters and code, as both dvc.lock files record them."""
    return [
        *(ChangedInput("images", key, one, other) for key, one, other in _differing(before.data, after.data)),
        *(ChangedInput("params", key, one, other) for key, one, other in _differing(_params(before), _params(after))),
        *(ChangedInput("code", key, one, other) for key, one, other in _differing(before.code, after.code)),
    ]


def _params(lock: Lock) -> dict[str, Any]:
    """Return the parameters with the default limits filled in; none if nothing is recorded."""
    said = lock.params
    return {f"limits.{key}": value for key, value in LimitSettings().model_dump().items()} | said if said else {}


def changed_packages(before: Numbers, after: Numbers) -> list[ChangedInput]:
    """Return the packages whose recorded versions changed, if both revisions record versions."""
    one, other = (numbers.recorded.get("packages") or {} for numbers in (before, after))
    return [ChangedInput("code", key, *versions) for key, *versions in _differing(one, other)] if one and other else []


def comparable(inputs: Iterable[ChangedInput], before: Numbers, after: Numbers) -> Comparable:
    """Return whether data, measuring parameters (of the confounds that both study) and processor are the same."""
    used = set(before.headline) & set(after.headline)
    changed = list(inputs)
    processors = [numbers.recorded.get("processor") for numbers in (before, after)]
    return Comparable(
        data=not any(one.what == "images" for one in changed),
        params=not any(one.what == "params" and _measures(one.key, used) for one in changed),
        processor=None in processors or processors[0] == processors[1],
    )


def _measures(key: str, confounds: set[str]) -> bool:
    if key.startswith("confounds."):
        return key.split(".")[1] in confounds
    return key.startswith(MEASURING)


def warnings(inputs: Iterable[ChangedInput], before: Numbers, after: Numbers) -> list[str]:
    """Return in words why the numbers of the two revisions are not fully comparable."""
    changed, found = list(inputs), []
    same = comparable(changed, before, after)
    used = set(before.headline) & set(after.headline)
    if not same.data:
        found.append(
            f"The images changed{_counts(before, after)}: differences are on the test images that both revisions have."
        )
    if not same.params:
        keys = [one.key for one in changed if one.what == "params" and _measures(one.key, used)]
        found.append(f"Settings that define what is measured changed: {_listed(keys)}.")
    if not same.processor:
        one, other = (numbers.recorded.get("processor") for numbers in (before, after))
        found.append(f"The processor changed ({one}, now {other}): it rounds differently, and training amplifies that.")
    if any(one.key.startswith(JUDGING) for one in changed if one.what == "code"):
        found.append(
            "The code that computes the numbers changed: `before` is the committed value; paired differences apply "
            "today's code to both revisions' answers."
        )
    return found


def _counts(before: Numbers, after: Numbers) -> str:
    one, other = ((numbers.validation.get("splits") or {}).get("test") for numbers in (before, after))
    return f" ({one:,} test images, now {other:,})" if isinstance(one, int) and isinstance(other, int) else ""


def _listed(keys: list[str], most: int = 4) -> str:
    more = len(keys) - most
    return ", ".join(keys[:most]) + (f" and {more} more" if more > 0 else "")


def _differing(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[tuple[str, Any, Any]]:
    keys = sorted({*before, *after})
    return [(key, before.get(key), after.get(key)) for key in keys if before.get(key) != after.get(key)]
