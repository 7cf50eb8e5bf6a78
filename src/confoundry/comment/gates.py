"""The gates of a study, as blocks: those that failed are visible, the others collapsed."""

from collections.abc import Iterator

from confoundry.comment.document import Fold, Paragraph, Table
from confoundry.comment.words import difference, from_to
from confoundry.comparison.difference import Difference
from confoundry.comparison.gate_changes import GateChange
from confoundry.comparison.gates import BROKEN, PASSED, GateResult, in_points, named
from confoundry.figures import Figure
from confoundry.wording import counted, hundredths, interval

ROWS = 10
MARKS = {BROKEN: "✗ failed", PASSED: "✓ passed"}


def failed_gates(found: Difference) -> Iterator[Paragraph | Table]:
    """Count the gate checks that passed and failed, and show those that did not pass."""
    if found.gates:
        passed = sum(one.status == PASSED for one in found.gates)
        failed = sum(one.status == BROKEN for one in found.gates)
        unmeasured = len(found.gates) - passed - failed
        unknown = f", {unmeasured} not measured" if unmeasured else ""
        yield Paragraph(f"Gate checks: {passed} passed, {failed} failed{unknown}.")
    if shown := _visible(found):
        yield _table(shown, _new(found))


def other_gates(found: Difference) -> Iterator[Fold]:
    """Return the gate checks that are not visible yet."""
    if others := [one for one in found.gates if one not in _visible(found)]:
        passed = ", passed" if all(one.status == PASSED for one in others) else ""
        yield Fold(f"The other {counted(len(others), 'gate check')}{passed}", [_table(others, set())])


def _visible(found: Difference) -> list[GateResult]:
    return [one for one in found.gates if one.status != PASSED][:ROWS]


def _table(results: list[GateResult], new: set[tuple[str, ...]]) -> Table:
    rows = [
        [
            _status(one) + (" (new)" if one.gate.about in new else ""),
            named(one.place),
            _measured(one),
            f"{one.gate.kind} {in_points(one.gate.limit)}",
        ]
        for one in results
    ]
    return Table(["gate", "number", "before → now", "limit"], rows)


def _measured(one: GateResult) -> str:
    """Return the number before and now, with the interval of what the limit is about: the number, or its change."""
    if not one.now.known:
        return "not measured"
    said = from_to(one.before, one.now) if one.before.known else hundredths(one.now.value, 1)
    if one.gate.max_drop is None:
        return f"{said} ({interval(one.now)})" if one.now.bounded else said
    if not one.before.known:
        return f"{said}, no earlier value"
    drop = one.drop
    return f"{said}, {difference(Figure(drop.difference, drop.low, drop.high))}" if drop else f"{said}, not paired"


def _status(one: GateResult) -> str:
    return MARKS.get(one.status, "! not measured" if one.breaks else "– not measured")


def _new(found: Difference) -> set[tuple[str, ...]]:
    return {one.gate.about for one in found.gate_changes if one.before is None}


def gate_changes(found: Difference) -> Iterator[str]:
    """Describe the gates that changed; new ones that the table shows already are left out."""
    shown = {one.gate.about for one in _visible(found)} & _new(found)
    yield from (_changed(one) for one in found.gate_changes if one.gate.about not in shown)
    if found.loosened and not any(one.looser for one in found.gate_changes):
        yield f"⚠ Checked less strictly than before: {less_strict(found)}."


def less_strict(found: Difference) -> str:
    """Name the first number that gates check less strictly, and count the others."""
    if not found.loosened:
        return next((_changed(one).strip("⚠ .") for one in found.gate_changes if one.looser), "")
    one, *others = found.loosened
    after = "not checked" if one.after is None else f"{in_points(one.after)} points"
    more = f", and {counted(len(others), 'more number')}" if others else ""
    return f"{named(one.place)} ({one.kind} {in_points(one.before)} → {after}){more}"


def _changed(one: GateChange) -> str:
    gate = one.gate
    name = " × ".join(part for part in (gate.confound, gate.variant, gate.alignment, gate.metric) if part)
    before, after = ("" if limit is None else in_points(limit) for limit in (one.before, one.after))
    if not before:
        return f"New gate: {name}, {gate.kind} {after} points."
    if not after:
        return f"⚠ Gate removed: {name}, {gate.kind} {before} points."
    word = "⚠ Gate loosened" if one.looser else "Gate tightened"
    return f"{word}: {name}, {gate.kind} {before} → {after} points."
