"""Numbers as text: shares in percent, differences in points, and no more decimals than the interval justifies."""

import math

from confoundry.alignments import CONTROL
from confoundry.figures import Figure

NOTHING = "–"
FINE = 2.0  # an interval narrower than this, in points, justifies a decimal


def share(figure: Figure) -> str:
    """Return a share such as `34%`, or a dash if there is none."""
    return f"{hundredths(figure.value, decimals(figure))}%" if figure.known else NOTHING


def points(figure: Figure) -> str:
    """Return a share or a difference in points, without a unit: `21`, `0.4`, `−3`."""
    return hundredths(figure.value, decimals(figure)) if figure.known else NOTHING


def interval(figure: Figure) -> str:
    """Return the 95% limits in points, as `9–15` or `−1.2 to 0.3`; empty if there are none."""
    if not figure.bounded:
        return ""
    low, high = (hundredths(limit, decimals(figure)) for limit in (figure.low, figure.high))
    return f"{low} to {high}" if figure.low < 0 else f"{low}–{high}"


def duration(seconds: float) -> str:
    """Return a time roughly: `8 s`, `50 s`, `2 min 40 s`, `25 min`, `1 h 20 min`."""
    if seconds < 10:
        return f"{max(seconds, 1):.0f} s"
    tens = 10 * round(seconds / 10)
    if tens < 60:
        return f"{tens} s"
    if tens < 600:
        return f"{tens // 60} min{f' {tens % 60} s' if tens % 60 else ''}"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 60 else f"{minutes // 60} h{f' {minutes % 60} min' if minutes % 60 else ''}"


def decimals(figure: Figure) -> int:
    """Return how many decimals a figure in points is given."""
    return 1 if figure.bounded and 100 * (figure.high - figure.low) < FINE else 0


def hundredths(value: float, places: int = 0) -> str:
    """Return 100 times a value with `places` decimals and a true minus sign, never `−0`."""
    if math.isnan(value):
        return NOTHING
    rounded = round(100 * value, places)
    return f"{abs(rounded):.{places}f}" if rounded >= 0 else f"−{abs(rounded):.{places}f}"


def percent(text: str) -> str:
    """Return an alignment's text as a share: `0.95` is `95%`."""
    return f"{100 * float(text):.4g}%"


def alignment_words(alignment: str, noun: str) -> str:
    """Return how often the shortcut goes with the class, in words."""
    return f"{noun} mixed" if alignment == CONTROL else f"{noun} goes with the class in {percent(alignment)}"


def tolerance_words(text: str | None, least: str = "{} or more") -> str:
    """Return the headline's tolerance in percent: `≥ 0.99` is `99% or more`, `< 0.5` is `below 50%`."""
    if not text:
        return NOTHING
    number = percent(text.strip("<>≥≤ "))
    return least.format(number) if text[0] == "≥" else f"below {number}" if text[0] == "<" else number


def counted(number: int, what: str) -> str:
    """Return `1 epoch`, `2 epochs`, `1,000 epochs`."""
    return f"{number:,} {what}" if number == 1 else f"{number:,} {what}s"


def listed(names: list[str]) -> str:
    """Return names as a sentence lists them: `l1, l2 and dropout`."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
