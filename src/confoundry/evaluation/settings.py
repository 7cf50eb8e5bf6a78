"""The limits that decide the verdicts (`Verdicts` in docs/metrics.md)."""

from pydantic import Field

from confoundry.settings import Settings


class LimitSettings(Settings):
    """Section `limits` of params.yaml, all as shares of the test images.

    Attributes:
        follows: A variant follows the shortcut if its excess pull is above this.
        leans: It leans on the shortcut if its excess pull is above this, and ignores it within plus and minus this.
        cost: The loss of accuracy to the shortcut above which it counts.
        hidden: The loss of accuracy in the control arm above which the confound hides the object.
        budget: The loss of accuracy that is allowed in `tolerance`.
        matters: The relevance threshold: the smallest difference between two variants that is relevant.
    """

    follows: float = Field(default=0.5, gt=0, le=1)
    leans: float = Field(default=0.02, gt=0, le=1)
    cost: float = Field(default=0.03, gt=0, le=1)
    hidden: float = Field(default=0.10, gt=0, le=1)
    budget: float = Field(default=0.05, gt=0, le=1)
    matters: float = Field(default=0.02, gt=0, le=1)
