"""Settings of the gates: limits that a study's numbers must stay within."""

from collections.abc import Sequence
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, model_validator

from confoundry.alignments import alignment_text
from confoundry.settings import Settings, parse

Pattern = Annotated[str, Field(min_length=1)]
LIMITS = ("min", "max", "max_drop")


def _alignment(value: object) -> object:
    """Return a share as tables show it; a text, which may be a glob, is returned unchanged."""
    number = isinstance(value, (int, float)) and not isinstance(value, bool)
    return alignment_text(float(value)) if number else value  # pyright: ignore[reportArgumentType]


class GateSettings(Settings):
    """One entry of `gates` in params.yaml: which numbers it covers, and one limit. Names may be globs like `light*`.

    Attributes:
        confound: Which confounds.
        variant: Which variants.
        alignment: Which alignments; by default `study.verdict_at`, or the only one there is.
        metric: Which numbers of metrics/summary.csv.
        min: The smallest allowed value.
        max: The largest allowed value.
        max_drop: By how much each number may get worse from one revision to the next; fails only if that is resolved.
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
        """The name of the limit that it sets."""
        return next(kind for kind in LIMITS if getattr(self, kind) is not None)

    @property
    def limit(self) -> float:
        """The limit itself."""
        return float(getattr(self, self.kind))

    @property
    def about(self) -> tuple[str, str, str, str, str]:
        """What identifies the gate, without its limit: gates of two revisions with equal values are the same gate."""
        return self.confound, self.variant, self.alignment or "", self.metric, self.kind


def parse_gates(entries: Sequence[Any]) -> list[GateSettings]:
    """Return the section `gates`.

    Raises:
        BadInput: The first invalid key, what was expected and what came.
    """
    return [parse(GateSettings, entry, f"gates.{place}") for place, entry in enumerate(entries)]
