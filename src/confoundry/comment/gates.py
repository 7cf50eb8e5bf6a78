"""The gates of a study, as blocks: the broken ones in sight, the others folded away."""

from collections.abc import Iterator

from confoundry.comment.document import Fold, Paragraph, Table
from confoundry.comparison.difference import Difference
from confoundry.comparison.gate_changes import GateChange
from confoundry.comparison.gates import BROKEN, PASSED, Checked, in_points

ROWS = 10
MARKS = {BROKEN: "✗ broken", PASSED: "✓ holds"}


def broken_gates(found: Difference) -> Iterator[Paragraph | Table]:
    """Say how many gates hold, and show those that do not."""
    if found.gates:
        held = sum(one.status == PASSED for one in found.gates)
        open_ = sum(one.status not in (PASSED, BROKEN) for one in found.gates)
        unknown = f", {open_} not measured" if open_ else ""
        broken = len([one for one in found.gates if one.status == BROKEN])
        yield Paragraph(f"Gates, number by number: {held} hold, {broken} broken{unknown}.")
    if shown := _in_sight(found):
        yield _table(shown, _new(found))


def other_gates(found: Difference) -> Iterator[Fold]:
    """Return the numbers that are not in sight yet."""
    if others := [one for one in found.gates if one not in _in_sight(found)]:
        held = "hold" if all(one.status == PASSED for one in others) else "were held against gates"
        yield Fold(f"The {len(others)} other numbers that {held}", [_table(others, set())])


def _in_sight(found: Difference) -> list[Checked]:
    return [one for one in found.gates if one.status != PASSED][:ROWS]


def _table(checked: list[Checked], new: set[tuple[str, ...]]) -> Table:
    rows = [[_status(one) + (" (new)" if one.gate.about in new else ""), one.message] for one in checked]
    return Table(["gate", "number"], rows)


def _status(one: Checked) -> str:
    return MARKS.get(one.status, "! not measured" if one.breaks else "– not measured")


def _new(found: Difference) -> set[tuple[str, ...]]:
    return {one.gate.about for one in found.gate_changes if one.before is None}


def gate_changes(found: Difference) -> Iterator[str]:
    """Say which gates are others than before; a new one that the table shows is told there."""
    told = {one.gate.about for one in _in_sight(found)} & _new(found)
    yield from (_changed(one) for one in found.gate_changes if one.gate.about not in told)


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
