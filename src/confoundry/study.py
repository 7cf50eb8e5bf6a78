"""The sections `study` (confounds, variants, alignments and training seeds) and `run` of params.yaml."""

from typing import Annotated, Literal

from pydantic import Field, field_validator

from confoundry.alignments import alignment_text
from confoundry.settings import NAME, Settings

Name = Annotated[str, Field(pattern=NAME)]
Share = Annotated[float, Field(gt=0, le=1)]


class StudySettings(Settings):
    """Section `study` of params.yaml.

    Attributes:
        confounds: Names of entries in `confounds`.
        variants: Names of entries in `variants`. Each is compared with the first.
        alignments: `control` or a share in (0, 1].
        verdict_at: The alignment of the verdicts, below 1.
        replicates: Training seeds per variant and alignment.
        seed: The seed of all random draws of the study.
    """

    confounds: tuple[Name, ...] = Field(min_length=1)
    variants: tuple[Name, ...] = Field(min_length=1)
    alignments: tuple[Literal["control"] | Share, ...] = Field(min_length=1)
    verdict_at: float = Field(default=0.95, gt=0, lt=1)
    replicates: int = Field(default=10, ge=1, le=1000)
    seed: int = Field(default=0, ge=0)

    @field_validator("confounds", "variants", "alignments")
    @classmethod
    def _no_repeats(cls, names: tuple[object, ...]) -> tuple[object, ...]:
        if len(set(names)) < len(names):
            raise ValueError("entries that do not repeat")
        return names

    def alignment_texts(self) -> list[str]:
        """Return the alignments as tables and file names show them."""
        return [alignment_text(alignment) for alignment in self.alignments]


class RunSettings(Settings):
    """Section `run` of params.yaml.

    Attributes:
        pull: Whether runs fetch results from the DVC remote instead of computing them, as with `--pull`.
    """

    pull: bool = False
