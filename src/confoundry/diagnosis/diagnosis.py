"""What a diagnosis says: causes, most likely first, each with its evidence and a remedy."""

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
        return self.as_text()

    def as_text(self, subject: str = "") -> str:
        """Return it as people read it, 80 columns wide.

        Args:
            subject: What was looked at, as `own.my_model:build on mnist-5k: 3,502 samples`.
        """
        return as_text(self.causes, self.scores, subject)

    def as_json(self) -> dict[str, Any]:
        """Return it as plain values."""
        causes = [{name: value for name, value in asdict(cause).items() if name != "symptoms"} for cause in self.causes]
        return {"healthy": self.healthy, "causes": causes, "scores": self.scores}
