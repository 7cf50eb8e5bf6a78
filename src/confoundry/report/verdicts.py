"""VERDICTS: each verdict as a phrase, its meaning, and whether it is good or bad."""

from dataclasses import dataclass
from typing import Literal

Tone = Literal["good", "bad", "warn", "open"]
HARDLY = "hardly learned"  # found by `diagnose`, and shown in addition to another verdict
FAILED = "failed to train"  # other figures of such a variant mean nothing
MARKS: dict[Tone, str] = {"good": "✓", "bad": "✗", "warn": "!", "open": "?"}


@dataclass(frozen=True)
class Verdict:
    """The words for one verdict.

    Attributes:
        phrase: What a variant does; `{it}` stands for the shortcut.
        meaning: What the verdict means; `{noun}` stands for the shortcut's name.
        tone: Good or bad; shown as a color and as a mark.
    """

    phrase: str
    meaning: str
    tone: Tone

    def says(self, it: str) -> str:
        """Return the phrase for a shortcut, such as `the light`."""
        return self.phrase.format(it=it)

    @property
    def mark(self) -> str:
        """A character that shows the tone without color."""
        return MARKS[self.tone]


VERDICTS: dict[str, Verdict] = {
    "follows": Verdict(
        "follows {it}",
        "Where the {noun} misleads, most answers name the class that the {noun} went with in training.",
        "bad",
    ),
    "leans": Verdict(
        "leans on {it}",
        "The answers depend on the {noun}, but do not mostly follow it: where it misleads, more of them than in the "
        "control name the class that the {noun} went with in training.",
        "warn",
    ),
    "distracted": Verdict(
        "is distracted by {it}",
        "Accuracy is lost where the {noun} misleads, but the answers do not go to the {noun}’s class.",
        "warn",
    ),
    "ignores": Verdict(
        "ignores {it}",
        "The answers follow the object: almost none are drawn to the {noun}, and almost no accuracy is lost.",
        "good",
    ),
    "undecided": Verdict(
        "is undecided",
        "The figures fit more than one verdict. The line says how many training seeds would decide.",
        "open",
    ),
    "confound hides the object": Verdict(
        "cannot be judged ({it} hides the object)",
        "Accuracy is already much lower in the control, where the {noun} says nothing about the class: the {noun} "
        "makes the object itself hard to see.",
        "open",
    ),
    FAILED: Verdict("failed to train", "More than half of the training seeds ended without a working model.", "bad"),
    "trained": Verdict(
        "trained", "Training works on your data without a shortcut. The accuracy says how well.", "good"
    ),
    HARDLY: Verdict(
        "hardly learned",
        "A stock model, without any tuning, does much better on the same images. The other verdicts on such a network "
        "mean little.",
        "warn",
    ),
}


def verdict(name: str) -> Verdict:
    """Return the words for a verdict; an unknown one is shown by its name."""
    return VERDICTS.get(name, Verdict(name, name, "open"))
