"""A verdict in a sentence, with the figures that it rests on."""

from typing import Any

from confoundry.alignments import CONTROL
from confoundry.figures import Figure, Figures
from confoundry.report.verdicts import FAILED, verdict
from confoundry.wording import interval, percent, points, share

Entry = dict[str, Any]  # headline.json's entry of one confound × variant


def phrase(entry: Entry, noun: str) -> str:
    """Return what a variant does: `leans on the light`."""
    return verdict(entry["verdict"]).says(f"the {noun}")


def evidence(entry: Entry, figures: Figures, confound: str, variant: str, *, noun: str, verdict_at: str) -> str:
    """Return the figures behind a verdict, as the rest of a sentence that begins with `phrase`; empty without any."""
    if "plain_accuracy" in entry:
        return _right(figures.of(confound, variant, "plain_accuracy", CONTROL), "untouched test images")
    if entry["verdict"] == FAILED:
        return failures(figures.of(confound, variant, "conflicting_accuracy", verdict_at))
    if entry["verdict"] == "confound hides the object":
        right = _right(figures.of(confound, variant, "unbiased_accuracy", CONTROL), "answers")
        return f"with the {noun} mixed, {right}" if right else ""
    drawn = figures.of(confound, variant, "excess_pull", verdict_at)
    lost = figures.of(confound, variant, "shortcut_cost", verdict_at)
    return ", and ".join(part for part in (_drawn(drawn), _lost(lost)) if part)


def failures(figure: Figure) -> str:
    """Return how many training seeds failed; empty where none did."""
    if figure.failed and not figure.replicates:
        return f"none of {figure.failed} training seeds ended with a model"
    return (
        f"{figure.failed} of {figure.replicates} training seeds ended without a working model" if figure.failed else ""
    )


def holds_up(entry: Entry, noun: str) -> str:
    """Return in a sentence how strong a shortcut the variant bears, from the headline's `0.87`, `< 0.5`, `≥ 0.99`."""
    tolerance = entry.get("tolerance")
    if not tolerance or entry["verdict"] == FAILED:
        return ""
    bound, share_ = tolerance[0], percent(tolerance.strip("<>≥≤ "))
    where = f"where the {noun} goes with the class in {'up to ' * bound.isdigit()}{share_} of the training images"
    if bound == "<":
        return f"Does not hold up even {where}."
    return f"Holds up {where}{', the most that was tried' * (bound == '≥')}."


def _right(figure: Figure, what: str) -> str:
    return f"{share(figure)} of {what} are right{_limits(figure)}" if figure.known else ""


def _drawn(figure: Figure) -> str:
    if not figure.known:
        return ""
    subject = "none of 100 answers is" if _nothing(figure) else _counted(figure, "of 100 answers", "of 100 answers")
    return f"{subject} drawn to it because it was learned{_limits(figure)}"


def _lost(figure: Figure) -> str:
    if not figure.known:
        return ""
    subject = "no accuracy is" if _nothing(figure) else _counted(figure, "point of accuracy", "points of accuracy")
    return f"{subject} lost where it misleads{_limits(figure)}"


def _nothing(figure: Figure) -> bool:
    """Whether a figure rounds to zero or lies below it: nothing is drawn or lost then."""
    shown = points(figure)
    return shown.startswith("−") or float(shown) == 0


def _counted(figure: Figure, one: str, many: str) -> str:
    shown = points(figure)
    return f"1 {one} is" if shown == "1" else f"{shown} {many} are"


def _limits(figure: Figure) -> str:
    return f" (95 %: {interval(figure)})" if figure.bounded else ""
