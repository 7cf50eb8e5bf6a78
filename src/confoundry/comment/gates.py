"""The gates of a study, as blocks: those that failed are visible, the others collapsed."""

from collections.abc import Iterator

from confoundry.comment.document import Fold, Paragraph, Table
from confoundry.comparison.difference import Difference
from confoundry.comparison.gate_changes import GateChange
from confoundry.comparison.gates import BROKEN, PASSED, GateResult, in_points

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
        passed = ", all passed" if all(one.status == PASSED for one in others) else ""
        yield Fold(f"The other {len(others)} gate checks{passed}", [_table(others, set())])


def _visible(found: Difference) -> list[GateResult]:
    return [one for one in found.gates if one.status != PASSED][:ROWS]


def _table(results: list[GateResult], new: set[tuple[str, ...]]) -> Table:
    rows = [[_status(one) + (" (new)" if one.gate.about in new else ""), one.message] for one in results]
    return Table(["gate", "result"], rows)


def _status(one: GateResult) -> str:
    return MARKS.get(one.status, "! not measured" if one.breaks else "– not measured")


def _new(found: Difference) -> set[tuple[str, ...]]:
    return {one.gate.about for one in found.gate_changes if one.before is None}


def gate_changes(found: Difference) -> Iterator[str]:
    """Describe the gates that changed; new ones that the table shows already are left out."""
    shown = {one.gate.about for one in _visible(found)} & _new(found)
    yield from (_changed(one) for one in found.gate_changes if one.gate.about not in shown)


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
