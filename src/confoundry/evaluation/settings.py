"""The limits that the verdicts go by (`Verdicts` in docs/metrics.md)."""

from pydantic import Field

from confoundry.settings import Settings


class LimitSettings(Settings):
    """Section `limits` of params.yaml, all as shares of the test images.

    Attributes:
        follows: A variant follows where excess pull is above this.
        leans: It leans where excess pull is above this, and ignores within plus and minus this.
        cost: Accuracy lost to the shortcut that counts.
        hidden: Accuracy lost to the confound in the control arm above which it hides the object.
        budget: Accuracy that may be lost where `tolerance` is read off.
        matters: The smallest difference between two variants that matters.
    """

    follows: float = Field(default=0.5, gt=0, le=1)
    leans: float = Field(default=0.02, gt=0, le=1)
    cost: float = Field(default=0.03, gt=0, le=1)
    hidden: float = Field(default=0.10, gt=0, le=1)
    budget: float = Field(default=0.05, gt=0, le=1)
    matters: float = Field(default=0.02, gt=0, le=1)
