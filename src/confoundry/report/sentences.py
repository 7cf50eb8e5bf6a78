"""A verdict as a sentence, with the numbers behind it."""

from typing import Any

from confoundry.alignments import CONTROL
from confoundry.figures import Figure, Figures
from confoundry.report.verdicts import FAILED, verdict
from confoundry.wording import interval, percent, points, share

Entry = dict[str, Any]  # of headline.json, for one confound and variant


def phrase(entry: Entry, noun: str) -> str:
    """Return the verdict as a phrase: `leans on the light`."""
    return verdict(entry["verdict"]).says(f"the {noun}")


def evidence(entry: Entry, figures: Figures, confound: str, variant: str, *, noun: str, verdict_at: str) -> str:
    """Return the numbers behind a verdict, to follow `phrase` in a sentence; empty if there are none."""
    if "plain_accuracy" in entry:
        right = figures.of(confound, variant, "plain_accuracy", CONTROL)
        return f"{share(right)} right on untouched test images{_limits(right)}" if right.known else ""
    if entry["verdict"] == FAILED:  # the reason, which follows the sentence, says how many failed
        return (
            "" if entry.get("reason") else failures(figures.of(confound, variant, "conflicting_accuracy", verdict_at))
        )
    if entry["verdict"] == "confound hides the object":
        right = figures.of(confound, variant, "unbiased_accuracy", CONTROL)
        return f"{share(right)} right in the control, with the {noun} mixed{_limits(right)}" if right.known else ""
    drawn = figures.of(confound, variant, "excess_pull", verdict_at)
    lost = figures.of(confound, variant, "shortcut_cost", verdict_at)
    return ", and ".join(part for part in (_drawn(drawn), _lost(lost)) if part)


def failures(figure: Figure) -> str:
    """Return how many training seeds failed; empty if none did."""
    if figure.failed and not figure.replicates:
        return f"none of {figure.failed} training seeds ended with a model"
    return (
        f"{figure.failed} of {figure.replicates} training seeds ended without a working model" if figure.failed else ""
    )


def holds_up(entry: Entry, noun: str) -> str:
    """Return how strong a shortcut may be, from the headline's `0.87`, `< 0.5` or `≥ 0.99`, as a sentence."""
    tolerance = entry.get("tolerance")
    if not tolerance or entry["verdict"] == FAILED:
        return ""
    bound, share_ = tolerance[0], percent(tolerance.strip("<>≥≤ "))
    where = f"if the {noun} goes with the class in {'at most ' * bound.isdigit()}{share_} of the training images"
    if bound == "<":
        return f"It does not even hold up {where}, the least that was tried."
    return f"It holds up {where}." if bound.isdigit() else f"It holds up even {where}, the most that was tried."


def _drawn(figure: Figure) -> str:
    if not figure.known:
        return ""
    subject = "no answers are" if _nothing(figure) else _counted(figure, "of 100 answers", "of 100 answers")
    return f"{subject} drawn to it{_limits(figure)}"


def _lost(figure: Figure) -> str:
    if not figure.known:
        return ""
    subject = "no accuracy is" if _nothing(figure) else _counted(figure, "point of accuracy", "points of accuracy")
    return f"{subject} lost where it misleads{_limits(figure)}"


def _nothing(figure: Figure) -> bool:
    """Return whether a figure rounds to zero or is negative: then nothing is drawn or lost."""
    shown = points(figure)
    return shown.startswith("−") or float(shown) == 0


def _counted(figure: Figure, one: str, many: str) -> str:
    shown = points(figure)
    return f"1 {one} is" if shown == "1" else f"{shown} {many} are"


def _limits(figure: Figure) -> str:
    return f" ({interval(figure)})" if figure.bounded else ""
