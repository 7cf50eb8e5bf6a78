"""A verdict and its numbers as one sentence."""

from confoundry.evaluation.headline import Entry
from confoundry.evaluation.judge import DISTRACTED, IGNORES
from confoundry.evaluation.verdicts import HIDDEN


def sentence(noun: str, entry: Entry) -> str:
    """Return a headline entry in words, such as `leans: 12 points drawn to the light, 8 points of accuracy lost`.

    Args:
        noun: What the confound is called.
        entry: The entry of headline.json.
    """
    word = str(entry["verdict"])
    if "reason" in entry:
        return f"{word}: {entry['reason']}"
    if "plain_accuracy" in entry:
        return f"{word}: {_hundredths(entry['plain_accuracy'])} % accuracy on untouched images"
    drawn, lost = _hundredths(entry["excess_pull"]), _hundredths(entry["shortcut_cost"])
    if word == HIDDEN:
        return f"the {noun} hides the object, even where it is unrelated to the class"
    if word == DISTRACTED:
        return f"{word}: {lost} points of accuracy lost, but not to the {noun}'s class"
    if word == IGNORES:
        return f"{word} the {noun}: {drawn} points drawn to it, {lost} points of accuracy lost"
    return f"{word}: {drawn} points drawn to the {noun}, {lost} points of accuracy lost"


def _hundredths(share: object) -> str:
    """Return a share in hundredths, with one decimal where it is small."""
    if not isinstance(share, float):
        return "no"
    return f"{100 * share:.0f}" if abs(share) >= 0.0995 else f"{100 * share + 0.0:.1f}".replace("-0.0", "0.0")
