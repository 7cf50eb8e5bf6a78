"""Why a model falls short: a cause, with its evidence and a remedy."""

from dataclasses import dataclass


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
