"""Why a model falls short: a cause, with its evidence and a remedy."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Cause:
    """Why a model falls short.

    Attributes:
        name: One of CAUSES (diagnosis/names.py).
        confidence: 0–1; causes are ranked by it.
        evidence: What was measured, in one or more sentences.
        remedy: A line of code or of params.yaml, or a piece of advice.
        layer: The layer that it concerns; None if it concerns the whole network, the data or the training.
        symptoms: Names of the causes that are consequences of this one. They are ranked below it and named in its
            evidence.
    """

    name: str
    confidence: float
    evidence: str
    remedy: str
    layer: str | None = None
    symptoms: tuple[str, ...] = ()
