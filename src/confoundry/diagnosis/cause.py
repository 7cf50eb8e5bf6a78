"""What a diagnosis says: causes, most likely first, each with its evidence and a remedy."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True)
class Cause:
    """Why a model falls short.

    Attributes:
        name: One of CAUSES (diagnosis/names.py).
        confidence: 0–1; causes are ranked by it.
        evidence: What was measured, as a sentence.
        remedy: A line of code or of params.yaml.
        layer: The layer in which it sits; None where it is the whole network, the data or the training.
        symptoms: Names of causes that this one brings about: they are ranked below it, and named in its evidence.
    """

    name: str
    confidence: float
    evidence: str
    remedy: str
    layer: str | None = None
    symptoms: tuple[str, ...] = ()


@dataclass(frozen=True)
class Diagnosis:
    """The causes that were found, most likely first; none for a healthy model.

    Attributes:
        causes: Ranked.
        scores: What the model and a stock model scored, by name: `train`, `validation`, `reference`, `chance`; None
            where there was nothing to score.
    """

    causes: tuple[Cause, ...] = ()
    scores: dict[str, float | None] = field(default_factory=dict)

    @property
    def healthy(self) -> bool:
        """Whether no cause was found."""
        return not self.causes

    def __str__(self) -> str:
        """Return it as people read it."""
        from confoundry.diagnosis.text import as_text

        return as_text(self, "")

    def as_json(self) -> dict[str, Any]:
        """Return it as plain values."""
        causes = [{name: value for name, value in asdict(cause).items() if name != "symptoms"} for cause in self.causes]
        return {"healthy": self.healthy, "causes": causes, "scores": self.scores}
