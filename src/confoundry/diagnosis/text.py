"""A diagnosis as text for the terminal, 80 columns wide."""

import math
import textwrap
from collections.abc import Mapping, Sequence

from confoundry.diagnosis.cause import Cause
from confoundry.diagnosis.names import CAUSES

WIDTH = 80
# What was scored, by its name in `Diagnosis.scores`, in the order in which people compare.
SCORES = {
    "train": "the samples that it was trained on",
    "validation": "samples that were held out",
    "reference": "held-out samples, a stock model that needs no tuning",
    "chance": "the best constant answer",
}
HEALTHY = (
    "Healthy: nothing was found that keeps it from learning or from holding up on samples that were held out like "
    "the others."
)
LEARNS = (
    "Nothing was found that keeps it from learning. Whether it holds up is open: no samples were held out (at least "
    "50 are needed, or a set of their own)."
)
UNSCORED = (
    "Nothing was found that keeps the loss from falling. More is open: no score says what this loss is after (it is "
    "none of Keras', or its answers are no labels)."
)
UNKNOWN = {
    "validation": "whether it holds up on other samples: none that were held out could be scored",
    "reference": "whether more could be learned from these data: no stock model was fitted",
}
ALWAYS = "whether it answers from a shortcut that the held-out samples have too (of images a study tells it)"


def as_text(causes: Sequence[Cause], scores: Mapping[str, float | None], subject: str, *, width: int = WIDTH) -> str:
    """Return a diagnosis as people read it: what was looked at, the causes, the scores, and what is not known.

    Args:
        causes: What was found, most likely first.
        scores: What was scored, by name.
        subject: What was looked at, as `own.my_model:build on mnist-5k: 3,502 samples`.
        width: Columns; a remedy may be longer, since it is to be copied.
    """
    parts = [_wrapped(f"Diagnosis: {subject}" if subject else "Diagnosis", width)]
    parts += [_cause(cause, place, width) for place, cause in enumerate(causes, 1)]
    if not causes:
        parts.append(_wrapped(_sound(scores), width))
    parts += [part for part in (_scores(scores, width), _unknown(scores, width)) if part]
    return "\n\n".join(parts) + "\n"


def _sound(scores: Mapping[str, float | None]) -> str:
    """Return how far it is known that nothing is wrong."""
    if scores.get("validation") is not None:
        return HEALTHY
    return UNSCORED if scores and scores.get("train") is None else LEARNS


def title(name: str) -> str:
    """Return a cause's name as a sentence begins: `Inputs or targets are not scaled`."""
    words = CAUSES.get(name, name)
    return f"{words[0].upper()}{words[1:]}"


def _cause(cause: Cause, place: int, width: int) -> str:
    where = f"layer {cause.layer}, " if cause.layer else ""
    lines = [
        _wrapped(f"{place}. {title(cause.name)}.", width, "   "),
        f"   {cause.name}, {where}confidence {100 * cause.confidence:.0f} %",
        _wrapped(f"   Evidence: {cause.evidence.rstrip('.')}.", width, "   "),
        f"   Remedy: {cause.remedy}",
    ]
    return "\n".join(lines)


def _scores(scores: Mapping[str, float | None], width: int) -> str:
    """Return the scores, one a line; those that are not known are left out."""
    known = {words: score for name, words in SCORES.items() if (score := _finite(scores.get(name)))}
    if not known:
        return ""
    lines = [f"  {text:>6}  {words}" for words, text in known.items()]
    return "\n".join([_wrapped("Scores (share of right answers; R² where labels are numbers):", width), *lines])


def _finite(score: float | None) -> str:
    return "" if score is None or not math.isfinite(score) else f"{score:.3f}".replace("-", "−")


def _unknown(scores: Mapping[str, float | None], width: int) -> str:
    lines = [ALWAYS]
    if scores:
        lines += [words for name, words in UNKNOWN.items() if scores.get(name) is None]
    return "\n".join(["Not known:", *(_wrapped(f"  {line}", width, "    ") for line in lines)])


def _wrapped(text: str, width: int, indent: str = "") -> str:
    return textwrap.fill(text, width, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False)
