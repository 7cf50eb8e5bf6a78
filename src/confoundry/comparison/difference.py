"""All differences between two revisions."""

from dataclasses import dataclass, field

from confoundry.comparison.changes import Change
from confoundry.comparison.gate_changes import GateChange, Loosened
from confoundry.comparison.gates import GateResult
from confoundry.comparison.inputs import ChangedInput, Comparable
from confoundry.comparison.numbers import Cell, Numbers
from confoundry.evaluation.comparisons import EQUAL


@dataclass(frozen=True, eq=False, kw_only=True)
class Difference:
    """What a reviewer needs to know about a change.

    Attributes:
        against: The older revision's full hash.
        against_words: How it was chosen, such as `the merge base with main`.
        before: Its numbers; None if it has none.
        after: The newer revision's numbers: those of the working tree.
        changes: How each judged number changed, the most important first.
        added: Each new confound × variant.
        removed: Each confound × variant that was removed.
        inputs: Images, parameters and code that changed.
        comparable: Whether the numbers are comparable.
        warnings: Why they are not, in words.
        unpaired: Why cells could not be paired, in words; empty if all could.
        remote_helps: Whether a remote that keeps the older answers would make pairing possible.
        gates: The result of each gate for each number that it covers.
        gate_changes: Gates that were added, removed, or given another limit.
        loosened: Numbers that gates check less strictly than before, or not at all.
        on_trust: Each confound × variant whose numbers were to be computed again and could not: no answers.
        ran: The stages whose record in dvc.lock changed.
        stages: The number of stages.
        nouns: What each confound is called.
        notes: Other remarks, such as that the history is shallow.
    """

    against: str
    against_words: str
    before: Numbers | None
    after: Numbers
    changes: list[Change] = field(default_factory=list)
    added: list[Cell] = field(default_factory=list)
    removed: list[Cell] = field(default_factory=list)
    inputs: list[ChangedInput] = field(default_factory=list)
    comparable: Comparable = field(default_factory=Comparable)
    warnings: list[str] = field(default_factory=list)
    unpaired: str = ""
    remote_helps: bool = False
    gates: list[GateResult] = field(default_factory=list)
    gate_changes: list[GateChange] = field(default_factory=list)
    loosened: list[Loosened] = field(default_factory=list)
    on_trust: list[Cell] = field(default_factory=list)
    ran: list[str] = field(default_factory=list)
    stages: int
    nouns: dict[str, str]
    notes: list[str] = field(default_factory=list)

    @property
    def broken(self) -> list[GateResult]:
        """The gate results that block a merge."""
        return [one for one in self.gates if one.breaks]

    @property
    def looser(self) -> bool:
        """Whether gates are less strict than before; without older numbers, by the gates alone."""
        return bool(self.loosened) or (self.before is None and any(one.looser for one in self.gate_changes))

    @property
    def unchanged(self) -> bool:
        """Whether inputs, stages and numbers are all unchanged."""
        same = self.before is not None and self.before.rows.keys() == self.after.rows.keys()
        return same and not (self.inputs or self.ran or any(one.judgement != EQUAL for one in self.changes))

    @property
    def changed_verdicts(self) -> list[tuple[Cell, str, str]]:
        """The cells whose verdict changed, each with both verdicts."""
        found = {(one.confound, one.variant): (one.verdict_before, one.verdict_after) for one in self.changes}
        return [(cell, str(one), str(other)) for cell, (one, other) in found.items() if one != other]

    @property
    def changed_causes(self) -> list[tuple[Cell, str, str]]:
        """The cells whose diagnosis changed, each with both diagnoses."""
        if self.before is None:
            return []
        pairs = [(cell, self.before.cause(cell), self.after.cause(cell)) for cell in self.after.cells]
        return [(cell, one, other) for cell, one, other in pairs if one and other and one != other]
