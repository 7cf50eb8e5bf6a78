"""All that two revisions differ in."""

from dataclasses import dataclass, field

from confoundry.comparison.changes import Change
from confoundry.comparison.gate_changes import GateChange
from confoundry.comparison.gates import Checked
from confoundry.comparison.inputs import Comparable, Input
from confoundry.comparison.numbers import Cell, Numbers
from confoundry.evaluation.comparisons import EQUAL


@dataclass(frozen=True, eq=False, kw_only=True)
class Difference:
    """What a reviewer needs to know of a change.

    Attributes:
        against: The older revision's full hash.
        against_words: How it was chosen, as `the merge base with main`.
        before: Its numbers; None where it holds none.
        after: The newer revision's numbers: those of the working tree.
        changes: What became of each number that is judged, what matters most first.
        added: Each confound × variant that is new.
        removed: Each that is gone.
        inputs: Images, parameters and code that differ.
        comparable: Whether the numbers are about the same.
        warnings: Why not, in words.
        unpaired: Why cells could not be paired, in words; empty where all could.
        remote_helps: Whether a remote that keeps the older answers would change that.
        gates: Each gate held against each number that it is about.
        gate_changes: Gates that are new, gone, or have another limit.
        ran: The stages that dvc.lock records otherwise than before.
        stages: How many stages there are.
        nouns: What each confound is called.
        notes: What else must be said, as that the history is shallow.
    """

    against: str
    against_words: str
    before: Numbers | None
    after: Numbers
    changes: list[Change] = field(default_factory=list)
    added: list[Cell] = field(default_factory=list)
    removed: list[Cell] = field(default_factory=list)
    inputs: list[Input] = field(default_factory=list)
    comparable: Comparable = field(default_factory=Comparable)
    warnings: list[str] = field(default_factory=list)
    unpaired: str = ""
    remote_helps: bool = False
    gates: list[Checked] = field(default_factory=list)
    gate_changes: list[GateChange] = field(default_factory=list)
    ran: list[str] = field(default_factory=list)
    stages: int
    nouns: dict[str, str]
    notes: list[str] = field(default_factory=list)

    @property
    def broken(self) -> list[Checked]:
        """The gates that stop a merge, each with the number that broke it."""
        return [one for one in self.gates if one.breaks]

    @property
    def unchanged(self) -> bool:
        """Whether all is as it was: inputs, stages and numbers."""
        same = self.before is not None and self.before.rows.keys() == self.after.rows.keys()
        return same and not (self.inputs or self.ran or any(one.judgement != EQUAL for one in self.changes))

    @property
    def turned(self) -> list[tuple[Cell, str, str]]:
        """The verdicts that are others than before."""
        found = {(one.confound, one.variant): (one.verdict_before, one.verdict_after) for one in self.changes}
        return [(cell, str(one), str(other)) for cell, (one, other) in found.items() if one != other]

    @property
    def other_causes(self) -> list[tuple[Cell, str, str]]:
        """The cells that are diagnosed otherwise than before, each with both diagnoses."""
        if self.before is None:
            return []
        pairs = [(cell, self.before.cause(cell), self.after.cause(cell)) for cell in self.after.cells]
        return [(cell, one, other) for cell, one, other in pairs if one and other and one != other]
