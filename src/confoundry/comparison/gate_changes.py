"""Gates that differ between two revisions: added, removed, or with another limit."""

from collections.abc import Sequence
from dataclasses import dataclass

from confoundry.comparison.settings import GateSettings


@dataclass(frozen=True)
class GateChange:
    """A gate whose limit differs between the revisions; None where a revision does not have the gate."""

    gate: GateSettings
    before: float | None
    after: float | None

    @property
    def looser(self) -> bool:
        """Whether the gate is less strict than before."""
        if self.after is None:
            return True
        if self.before is None:
            return False
        return self.after < self.before if self.gate.kind == "min" else self.after > self.before


def changed_gates(before: Sequence[GateSettings], after: Sequence[GateSettings]) -> list[GateChange]:
    """Return the gates that were added, removed, or given another limit."""
    then, now = ({gate.about: gate for gate in gates} for gates in (before, after))
    found = []
    for about in [*now, *(one for one in then if one not in now)]:
        one, other = then.get(about), now.get(about)
        limits = (one and one.limit, other and other.limit)
        if limits[0] != limits[1] and (gate := other or one):
            found.append(GateChange(gate, *limits))
    return found
