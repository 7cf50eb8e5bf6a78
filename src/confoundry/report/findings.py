"""Everything that the page shows: the loaded tables of a study."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from confoundry.alignments import alignment_text
from confoundry.confounds.base import Confound
from confoundry.figures import Figures
from confoundry.report.learned import Learning
from confoundry.study import StudySettings


@dataclass(frozen=True)
class Example:
    """One test image, and the answer of each variant for every value of a confound.

    Attributes:
        image: (h, w, c), float32 in [0, 1], without a confound.
        label: Its class index.
        classes: The class that each value went with in training, by value; values without a class are left out.
        answers: The answers (K,) of each variant, class indices by value.
    """

    image: NDArray[np.float32]
    label: int
    classes: dict[int, int]
    answers: dict[str, NDArray[np.int64]]


@dataclass(frozen=True)
class Findings:
    """The results of a study.

    Attributes:
        study: What was compared; its order is the order on the page.
        confounds: The study's shortcuts, with their settings.
        headline: Confound → variant → the verdict and the numbers that decided it, as in headline.json.
        figures: All numbers.
        comparisons: Table `comparisons`.
        strength: Confound, variant, alignment, value, low, high of the accuracy where the shortcut misleads.
        training: Confound, variant, alignment, epoch, loss, val_loss, accuracy, val_accuracy.
        validation: The results of the data checks, as in validation.json.
        examples: One test image for each confound that has several values.
        montages: A PNG for each confound.
        provenance: Name → hash or version of what the page was made from.
        diagnosis: Confound → variant → diagnosis, as in reports/diagnosis.json.
        variants: Each variant's settings, in the study's order: the network, its settings, and `training.*`.
    """

    study: StudySettings
    confounds: dict[str, Confound]
    headline: dict[str, dict[str, dict[str, Any]]]
    figures: Figures
    comparisons: pd.DataFrame
    strength: pd.DataFrame
    training: pd.DataFrame
    validation: dict[str, Any]
    examples: dict[str, Example]
    montages: dict[str, bytes]
    provenance: dict[str, str]
    diagnosis: dict[str, dict[str, dict[str, Any]]] = field(default_factory=dict)
    variants: dict[str, dict[str, Any]] = field(default_factory=dict)

    @property
    def verdict_at(self) -> str:
        """The alignment, as text, at which verdicts are given."""
        return alignment_text(self.study.verdict_at)

    @property
    def planted(self) -> list[str]:
        """The study's confounds that change images."""
        return [name for name in self.study.confounds if name not in self.untouched]

    @property
    def untouched(self) -> list[str]:
        """The study's confounds that leave images unchanged: they have only one value."""
        return [name for name in self.study.confounds if self.confounds[name].levels < 2]

    @property
    def learning(self) -> Learning:
        """How well each network does, compared with a stock model."""
        return Learning(self.diagnosis, {})

    def noun(self, confound: str) -> str:
        """The name of a shortcut in a sentence."""
        return self.confounds[confound].noun

    def title(self, confound: str) -> str:
        """The name of a shortcut in a heading: `Light (lighting)`."""
        return (
            "Without a shortcut" if confound in self.untouched else f"{self.noun(confound).capitalize()} ({confound})"
        )

    def verdicts(self, confound: str) -> dict[str, dict[str, Any]]:
        """The headline's entries of a confound, in the study's order."""
        entries = self.headline.get(confound, {})
        return {variant: entries[variant] for variant in self.study.variants if variant in entries}
