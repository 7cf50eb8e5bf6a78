"""The gates of a study, as blocks: the broken ones in sight, the others folded away."""

from collections.abc import Iterator

from confoundry.comment.document import Fold, Paragraph, Table
from confoundry.comparison.difference import Difference
from confoundry.comparison.gate_changes import GateChange
from confoundry.comparison.gates import BROKEN, PASSED, Checked

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
    if not_held := [one for one in found.gates if one.status != PASSED]:
        yield _table(not_held[:ROWS])


def all_gates(found: Difference) -> Iterator[Fold]:
    """Return all gates where some are not in sight yet."""
    if any(one.status == PASSED for one in found.gates):
        yield Fold(f"All gates, held against {len(found.gates)} numbers", [_table(found.gates)])


def _table(checked: list[Checked]) -> Table:
    return Table(["gate", "number"], [[_status(one), one.message] for one in checked])


def _status(one: Checked) -> str:
    return MARKS.get(one.status, "! not measured" if one.breaks else "– not measured")


def gate_changes(found: Difference) -> Iterator[str]:
    """Say which gates are others than before."""
    yield from (_changed(one) for one in found.gate_changes)


def _changed(one: GateChange) -> str:
    gate = one.gate
    name = " × ".join(part for part in (gate.confound, gate.variant, gate.alignment, gate.metric) if part)
    if one.before is None:
        return f"New gate: {name}, {gate.kind} {one.after:g}."
    if one.after is None:
        return f"⚠ Gate removed: {name}, {gate.kind} {one.before:g}."
    word = "⚠ Gate loosened" if one.looser else "Gate tightened"
    return f"{word}: {name}, {gate.kind} {one.before:g} → {one.after:g}."
