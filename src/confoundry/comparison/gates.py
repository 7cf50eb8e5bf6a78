"""Checks a study's numbers against its gates."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from typing import Literal

from confoundry.comparison.changes import Change
from confoundry.comparison.directions import sign_of_worse
from confoundry.comparison.matching import matches
from confoundry.comparison.numbers import Numbers, Place
from confoundry.comparison.settings import GateSettings
from confoundry.errors import BadInput
from confoundry.figures import Figure

Status = Literal["passed", "broken", "not measured"]
PASSED: Status = "passed"
BROKEN: Status = "broken"
UNKNOWN: Status = "not measured"
LEVEL = 0.05
NO_FIGURE = Figure()


@dataclass(frozen=True)
class Drop:
    """How much a number changed since the older revision.

    Attributes:
        difference: After − before.
        p: The p value of the difference.
        low: The difference's lower 95% limit; NaN where nothing was tested.
        high: Its upper limit.
    """

    difference: float
    p: float
    low: float = math.nan
    high: float = math.nan


@dataclass(frozen=True)
class GateResult:
    """The result of one gate for one number.

    Attributes:
        gate: The gate.
        place: Confound, variant, alignment and metric of the number.
        status: `not measured` if the number, or the number it is compared with, is unknown.
        breaks: Whether it blocks a merge.
        value: The number; for `max_drop`, by how much it got worse; None if unknown.
        message: The result in words.
        before: The number in the older revision.
        now: The number in the newer one.
        drop: Their paired difference, if it is known.
    """

    gate: GateSettings
    place: Place
    status: Status
    breaks: bool
    value: float | None
    message: str
    before: Figure = NO_FIGURE
    now: Figure = NO_FIGURE
    drop: Drop | None = None


def check_gates(
    gates: Sequence[GateSettings], after: Numbers, before: Numbers | None, drops: Mapping[Place, Drop]
) -> list[GateResult]:
    """Check each gate against each number that it covers; failures come first.

    Args:
        gates: The gates.
        after: The newer revision's numbers.
        before: The older revision's; None if it has none.
        drops: The known paired differences.

    Raises:
        BadInput: A gate matches no number of the study, so it could never fail.
    """
    older, found = before.rows if before else {}, []
    for number, gate in enumerate(gates):
        places = matches(gate, after)
        if not places:
            raise _matches_nothing(number, gate, after)
        for place in places:
            now, drop = after.rows[place], drops.get(place)
            absolute = gate.max_drop is None
            one = _absolute(gate, place, now.value) if absolute else _relative(gate, place, before, drop)
            found.append(replace(one, before=older.get(place, NO_FIGURE), now=now, drop=drop))
    return sorted(found, key=lambda one: (not one.breaks, one.status == PASSED))


def _matches_nothing(number: int, gate: GateSettings, after: Numbers) -> BadInput:
    near = sorted({place[3] for place in after.rows if fnmatchcase(place[3], gate.metric)})
    kind = "a number that can be paired" if gate.max_drop is not None and near else "a number of metrics/summary.csv"
    names = (gate.confound, gate.variant, gate.alignment or "(study.verdict_at)", gate.metric)
    return BadInput(
        f"params.yaml: gates.{number}",
        expected=f"a gate on {kind}",
        came=f"{' × '.join(names)}, which matches nothing, so the gate could never fail",
        remedy="fix its names or remove it",
    )


def _absolute(gate: GateSettings, place: Place, value: float) -> GateResult:
    name, allowed = named(place), f"{gate.kind} {in_points(gate.limit)}"
    if math.isnan(value):
        return GateResult(gate, place, UNKNOWN, True, None, f"{name} was not measured ({allowed})")
    broken = value < gate.limit if gate.kind == "min" else value > gate.limit
    message = f"{name} is {in_points(value)} points ({allowed})"
    return GateResult(gate, place, BROKEN if broken else PASSED, broken, value, message)


def _relative(gate: GateSettings, place: Place, before: Numbers | None, drop: Drop | None) -> GateResult:
    name, allowed = named(place), f"max_drop {in_points(gate.limit)}"
    if before is None or before.verdict(place[:2]) is None:
        message = f"{name} is new and has no earlier value ({allowed})"
        return GateResult(gate, place, UNKNOWN, False, None, message)
    if drop is None or math.isnan(drop.difference) or math.isnan(drop.p):
        message = f"{name} could not be paired with the earlier answers ({allowed})"
        return GateResult(gate, place, UNKNOWN, True, None, message)
    worse = drop.difference * sign_of_worse(place[3]) + 0.0
    resolved = drop.p < LEVEL
    broken = worse > gate.limit and resolved
    said = f"got worse by {in_points(worse)} points" if worse > 0 else "did not get worse"
    doubt = ", but this is not resolved" if worse > gate.limit and not resolved else ""
    return GateResult(gate, place, BROKEN if broken else PASSED, broken, worse, f"{name} {said}{doubt} ({allowed})")


def in_points(share: float) -> str:
    """Return a share (all of a study's numbers are shares) in points: `0.553` is `55.3`."""
    return f"{100 * share:.4g}".replace("-", "−")


def named(place: Place) -> str:
    """Return a short name for a number."""
    confound, variant, alignment, metric = place
    return f"{confound} × {variant}: {metric}{f' at {alignment}' if alignment else ''}"


def drops_of(found: Sequence[Change], further: Mapping[Place, Drop]) -> dict[Place, Drop]:
    """Return all paired differences; where the answers are the same bytes, the difference is 0 and not significant.

    Args:
        found: The judged differences, Holm-corrected: a gate on one of them is resolved where its judgement is.
        further: Differences that only gates need.
    """
    return {**further, **dict(_drops(found))}


def _drops(found: Sequence[Change]) -> Iterator[tuple[Place, Drop]]:
    for one in found:
        if one.how == "paired":
            same_bytes = one.low == one.high == one.difference == 0
            place = (one.confound, one.variant, one.alignment, one.metric)
            yield place, Drop(one.difference, 1.0 if same_bytes else one.p_holm, one.low, one.high)
