"""What must hold of a study's numbers: its gates."""

from collections.abc import Sequence
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, model_validator

from confoundry.alignments import alignment_text
from confoundry.settings import Settings, parse

Pattern = Annotated[str, Field(min_length=1)]
LIMITS = ("min", "max", "max_drop")


def _alignment(value: object) -> object:
    """Return a share as tables show it; a text, which may be a glob, stays as it is."""
    number = isinstance(value, (int, float)) and not isinstance(value, bool)
    return alignment_text(float(value)) if number else value  # pyright: ignore[reportArgumentType]


class GateSettings(Settings):
    """One entry of `gates` in params.yaml: which numbers it is about, and one limit. Names may be globs, as `light*`.

    Attributes:
        confound: Which confounds.
        variant: Which variants.
        alignment: Which alignments; without it the one that verdicts are given at, or the only one there is.
        metric: Which numbers of metrics/summary.csv.
        min: The least that each may be.
        max: The most.
        max_drop: By how much each may get worse from one revision to the next: counted only where that is resolved.
    """

    confound: Pattern = "*"
    variant: Pattern = "*"
    alignment: Annotated[Pattern | None, BeforeValidator(_alignment)] = None
    metric: Pattern
    min: float | None = None
    max: float | None = None
    max_drop: float | None = Field(default=None, ge=0)

    @model_validator(mode="after")
    def _one_limit(self) -> "GateSettings":
        if sum(getattr(self, kind) is not None for kind in LIMITS) != 1:
            raise ValueError(f"exactly one of {', '.join(LIMITS[:-1])} and {LIMITS[-1]}")
        return self

    @property
    def kind(self) -> str:
        """Which of the limits it sets."""
        return next(kind for kind in LIMITS if getattr(self, kind) is not None)

    @property
    def limit(self) -> float:
        """The limit itself."""
        return float(getattr(self, self.kind))

    @property
    def about(self) -> tuple[str, str, str, str, str]:
        """What the gate is about, without its limit: two revisions' gates are the same gate where this is."""
        return self.confound, self.variant, self.alignment or "", self.metric, self.kind


def parse_gates(entries: Sequence[Any]) -> list[GateSettings]:
    """Return the section `gates`.

    Raises:
        BadInput: Names the first wrong key, what was expected and what came.
    """
    return [parse(GateSettings, entry, f"gates.{place}") for place, entry in enumerate(entries)]
