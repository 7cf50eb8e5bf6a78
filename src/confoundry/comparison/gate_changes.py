"""Gates that differ between two revisions, and the numbers that are now checked less strictly, or not at all."""

from collections.abc import Sequence
from dataclasses import dataclass

from confoundry.comparison.matching import matches
from confoundry.comparison.numbers import Numbers, Place
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
        return self.before is not None and is_looser(self.gate.kind, self.before, self.after)


@dataclass(frozen=True)
class Loosened:
    """A number that is checked less strictly than before.

    Attributes:
        place: The number: confound, variant, alignment and metric.
        kind: The kind of limit: min, max or max_drop.
        before: The strictest limit of the older revision's gates.
        after: That of the newer one's; None if no gate checks the number any more.
    """

    place: Place
    kind: str
    before: float
    after: float | None


def is_looser(kind: str, before: float, after: float | None) -> bool:
    """Return whether a limit of a kind is less strict than before; None is no limit."""
    return after is None or (after < before if kind == "min" else after > before)


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


def loosened(
    gates: tuple[Sequence[GateSettings], Sequence[GateSettings]], numbers: tuple[Numbers, Numbers]
) -> list[Loosened]:
    """Return each number that the newer gates check less strictly, however that came about.

    A gate may be removed, have another limit or other names; the number may have gone with its variant, or another
    `verdict_at` may have moved the gate to other numbers.

    Args:
        gates: The older and the newer revision's gates.
        numbers: Their numbers.
    """
    then, now = map(_strictest, gates, numbers)
    return [
        Loosened(place, kind, limit, now.get((place, kind)))
        for (place, kind), limit in then.items()
        if is_looser(kind, limit, now.get((place, kind)))
    ]


def _strictest(gates: Sequence[GateSettings], numbers: Numbers) -> dict[tuple[Place, str], float]:
    """Return the strictest limit of each kind for each number that a gate covers."""
    found: dict[tuple[Place, str], float] = {}
    for gate in gates:
        for place in matches(gate, numbers):
            limit = found.get((place, gate.kind))
            if limit is None or is_looser(gate.kind, gate.limit, limit):
                found[place, gate.kind] = gate.limit
    return found
