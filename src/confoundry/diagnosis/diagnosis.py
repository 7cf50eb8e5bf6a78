"""The result of a diagnosis: causes, most likely first, each with evidence and a remedy."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

from confoundry.diagnosis.cause import Cause
from confoundry.diagnosis.text import as_text


@dataclass(frozen=True)
class Diagnosis:
    """The causes that were found, most likely first; none for a healthy model.

    Attributes:
        causes: Ranked.
        scores: Scores by name: `train`, `validation`, `reference` (a stock model) and `chance` (the best constant
            answer); None for a score that could not be measured.
        subject: What was diagnosed, as the heading of the text says it.
    """

    causes: tuple[Cause, ...] = ()
    scores: dict[str, float | None] = field(default_factory=dict)
    subject: str = ""

    @property
    def healthy(self) -> bool:
        """Whether no cause was found."""
        return not self.causes

    def __str__(self) -> str:
        """Return the diagnosis as text, 80 columns wide."""
        return self.as_text()

    def as_text(self, subject: str = "") -> str:
        """Return the diagnosis as text, 80 columns wide.

        Args:
            subject: What was diagnosed, for example `own.my_model:build on mnist-5k: 3,502 samples`; if not given, a
                description of the network, the data and the training.
        """
        return as_text(self.causes, self.scores, subject or self.subject)

    def as_json(self) -> dict[str, Any]:
        """Return the diagnosis as values that JSON can hold."""
        causes = [{name: value for name, value in asdict(cause).items() if name != "symptoms"} for cause in self.causes]
        return {"healthy": self.healthy, "causes": causes, "scores": self.scores}
