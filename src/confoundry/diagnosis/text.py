"""A diagnosis as text for the terminal, 80 columns wide."""

import math
import re
import textwrap
from collections.abc import Mapping, Sequence
from itertools import takewhile

from confoundry.diagnosis.cause import Cause
from confoundry.diagnosis.names import CAUSES

WIDTH = 80
SENTENCE_ENDS = re.compile(r"(?<=\.) ")
# The scores by their names in `Diagnosis.scores`, in the order in which they are shown.
SCORES = {
    "train": "training samples",
    "validation": "held-out samples",
    "reference": "held-out samples, stock model without tuning",
    "chance": "best constant answer",
}
HEALTHY = (
    "Healthy: nothing was found that keeps the network from learning or from generalizing to the held-out samples."
)
LEARNS = (
    "Nothing was found that keeps the network from learning. Whether it generalizes is unknown, because no samples "
    "were held out. Provide at least 50 samples, or separate validation data."
)
UNSCORED = (
    "Nothing was found that keeps the loss from decreasing. Nothing else could be judged: neither accuracy nor R² "
    "measures what this loss optimizes (it is a custom loss, or its outputs are not labels)."
)
UNKNOWN = {
    "validation": "whether the network generalizes: no held-out samples could be scored",
    "reference": "whether more could be learned from the data: no stock model was fitted",
}
ALWAYS = (
    "whether the network relies on a shortcut that is also in the held-out samples "
    "(for image data, run a study to find out)"
)


def as_text(causes: Sequence[Cause], scores: Mapping[str, float | None], subject: str, *, width: int = WIDTH) -> str:
    """Return a diagnosis as text: the subject, the causes, the scores, and what is not known.

    Evidence that several causes share is written once; the others refer to it.

    Args:
        causes: The causes, most likely first.
        scores: The scores, by name.
        subject: What was diagnosed, for example `own.my_model:build on mnist-5k: 3,502 samples`.
        width: Columns; a remedy may be longer, so that it can be copied.
    """
    parts = [_wrapped(f"Diagnosis: {subject or 'a Keras model'}", width)]
    given: dict[str, int] = {}
    parts += [_cause(cause, place, given, width) for place, cause in enumerate(causes, 1)]
    if not causes:
        parts.append(_wrapped(_sound(scores), width))
    parts += [part for part in (_scores(scores, width), _unknown(scores, width)) if part]
    return "\n\n".join(parts) + "\n"


def _sound(scores: Mapping[str, float | None]) -> str:
    """Return what can be said of a network without causes, depending on what could be scored."""
    if scores.get("validation") is not None:
        return HEALTHY
    return UNSCORED if scores and scores.get("train") is None else LEARNS


def title(name: str) -> str:
    """Return a cause's title with a capital letter: `Inputs or targets are not scaled`."""
    words = CAUSES.get(name, name)
    return f"{words[0].upper()}{words[1:]}"


def _cause(cause: Cause, place: int, given: dict[str, int], width: int) -> str:
    where = f"layer {cause.layer}, " if cause.layer else ""
    lines = [
        _wrapped(f"{place}. {title(cause.name)}.", width, "   "),
        f"   {cause.name}, {where}confidence {100 * cause.confidence:.0f} %",
        _wrapped(f"   Evidence: {_evidence(cause, place, given)}", width, "   "),
        f"   Remedy: {cause.remedy}",
    ]
    return "\n".join(lines)


def _evidence(cause: Cause, place: int, given: dict[str, int]) -> str:
    """Return the evidence of a cause, shortened where it begins with several sentences that another cause has given.

    Args:
        cause: The cause.
        place: Its number.
        given: Sentence → number of the cause that gave it first; those of this cause are added.
    """
    sentences = SENTENCE_ENDS.split(f"{cause.evidence.rstrip('.')}.")
    repeated = list(takewhile(lambda sentence: sentence in given, sentences))
    shown = sentences
    if len(repeated) > 1:
        reference = f"{repeated[0].rstrip('.')} (see cause {given[repeated[-1]]})."
        shown = [reference, *sentences[len(repeated) :]]
    for sentence in sentences:
        given.setdefault(sentence, place)
    return " ".join(shown)


def _scores(scores: Mapping[str, float | None], width: int) -> str:
    """Return the scores, one per line; unknown ones are omitted."""
    known = {words: score for name, words in SCORES.items() if (score := _finite(scores.get(name)))}
    if not known:
        return ""
    lines = [f"  {text:>6}  {words}" for words, text in known.items()]
    return "\n".join([_wrapped("Scores (accuracy, or R² for regression):", width), *lines])


def _finite(score: float | None) -> str:
    return "" if score is None or not math.isfinite(score) else f"{score:.3f}".replace("-", "−")


def _unknown(scores: Mapping[str, float | None], width: int) -> str:
    lines = [ALWAYS]
    if scores:
        lines += [words for name, words in UNKNOWN.items() if scores.get(name) is None]
    return "\n".join(["Not known:", *(_wrapped(f"  {line}", width, "    ") for line in lines)])


def _wrapped(text: str, width: int, indent: str = "") -> str:
    return textwrap.fill(text, width, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False)
