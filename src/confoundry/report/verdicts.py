"""VERDICTS: what each verdict is called in a sentence, what it means, and whether it is good news."""

from dataclasses import dataclass
from typing import Literal

Tone = Literal["good", "bad", "warn", "open"]
HARDLY = "hardly learned"  # joined to another verdict by what `diagnose` found
FAILED = "failed to train"  # its other figures say nothing
MARKS: dict[Tone, str] = {"good": "✓", "bad": "✗", "warn": "!", "open": "?"}


@dataclass(frozen=True)
class Verdict:
    """How one verdict reads.

    Attributes:
        phrase: What a variant does, `{it}` standing for the shortcut.
        meaning: What the verdict means, `{noun}` standing for the shortcut.
        tone: Whether it is good news; shown as colour and as a mark.
    """

    phrase: str
    meaning: str
    tone: Tone

    def says(self, it: str) -> str:
        """Return the phrase for a shortcut, such as `the light`."""
        return self.phrase.format(it=it)

    @property
    def mark(self) -> str:
        """One character that says the tone without colour."""
        return MARKS[self.tone]


VERDICTS: dict[str, Verdict] = {
    "follows": Verdict(
        "follows {it}",
        "Where the {noun} misleads, most of the answers go to the class that the {noun} stood for in training.",
        "bad",
    ),
    "leans": Verdict(
        "leans on {it}",
        "Some of the answers go to the class that the {noun} stood for in training, more than chance explains.",
        "warn",
    ),
    "distracted": Verdict(
        "is distracted by {it}",
        "Accuracy is lost where the {noun} misleads, but the answers do not go to the class that it stood for.",
        "warn",
    ),
    "ignores": Verdict(
        "ignores {it}",
        "Its answers go by the object: next to none are drawn to the {noun}, and next to no accuracy is lost.",
        "good",
    ),
    "undecided": Verdict("is undecided", "The figures fit more than one verdict; it says what would decide.", "open"),
    "confound hides the object": Verdict(
        "cannot see the object for {it}",
        "Even where the {noun} says nothing about the class, much accuracy is lost: the object itself is hard to see.",
        "open",
    ),
    FAILED: Verdict("failed to train", "More than half of its training seeds ended without a working model.", "bad"),
    "trained": Verdict("trained", "Training worked on your data as they are; how well, the accuracy says.", "good"),
    HARDLY: Verdict(
        "hardly learned",
        "A stock model that needs no tuning does far better on the same images. Such a network is no baseline: its "
        "other verdicts say little.",
        "warn",
    ),
}


def verdict(name: str) -> Verdict:
    """Return how a verdict reads; one that is new here reads as it is named."""
    return VERDICTS.get(name, Verdict(name, name, "open"))
