"""All that a page is made of: the tables of a study, loaded."""

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
    """One test image, and what each variant answered to it under every value of a confound.

    Attributes:
        image: (h, w, c), float32 in [0, 1], untouched.
        label: Its class index.
        classes: The classes (possibly none) that each value stood for in training, by value.
        answers: The class index (K,) that each variant answered, by value.
    """

    image: NDArray[np.float32]
    label: int
    classes: dict[int, int]
    answers: dict[str, NDArray[np.int64]]


@dataclass(frozen=True)
class Findings:
    """What a study found.

    Attributes:
        study: What was compared; it gives the order in which all is shown.
        confounds: The study's shortcuts, with their settings.
        headline: Confound → variant → verdict and the figures that decided, as in headline.json.
        figures: All numbers.
        comparisons: Table `comparisons`.
        strength: Confound, variant, alignment, value, low, high of the accuracy where the shortcut misleads.
        training: Confound, variant, alignment, epoch, loss, val_loss, accuracy, val_accuracy.
        validation: What the checks of the data said, as in validation.json.
        examples: One test image for each confound that has several values.
        montages: A PNG for each confound.
        provenance: What the page was made from: a name, and a hash or a version.
        diagnosis: Confound → variant → what was found of it, as in reports/diagnosis.json.
        variants: Each variant's settings, in the study's order: network, its settings, `training.` and its settings.
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
        """The study's confounds that plant something."""
        return [name for name in self.study.confounds if name not in self.untouched]

    @property
    def untouched(self) -> list[str]:
        """The study's confounds that plant nothing: they have one value."""
        return [name for name in self.study.confounds if self.confounds[name].levels < 2]

    @property
    def learning(self) -> Learning:
        """How much each network has learned, beside a stock model."""
        return Learning(self.diagnosis, {})

    def noun(self, confound: str) -> str:
        """What a shortcut is called in a sentence."""
        return self.confounds[confound].noun

    def title(self, confound: str) -> str:
        """What a shortcut is called in a heading: `Light (lighting)`."""
        return "As your data are" if confound in self.untouched else f"{self.noun(confound).capitalize()} ({confound})"

    def verdicts(self, confound: str) -> dict[str, dict[str, Any]]:
        """The headline's entries of a confound, in the study's order."""
        entries = self.headline.get(confound, {})
        return {variant: entries[variant] for variant in self.study.variants if variant in entries}
