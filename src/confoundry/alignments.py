"""The share of training images whose confound value goes with the class, as text and as a fraction."""

from collections.abc import Sequence
from fractions import Fraction

CONTROL = "control"


def alignment_text(alignment: str | float) -> str:
    """Return the text that tables and file names use: `control`, `0.5`, `0.95`, `1.0`."""
    return CONTROL if alignment == CONTROL else repr(float(alignment))


def alignment_share(text: str, levels: int) -> Fraction:
    """Return the exact share; the control's is 1/levels, where the confound says nothing about the class."""
    return Fraction(1, levels) if text == CONTROL else Fraction(text)


def baseline_alignment(texts: Sequence[str]) -> str:
    """Return the alignment on which training is judged: the control, in which no shortcut makes it easier."""
    return CONTROL if CONTROL in texts else texts[0]


def in_order(texts: object) -> list[str]:
    """Return the distinct texts, the control first, then by share."""
    return sorted(set(texts), key=lambda text: -1.0 if text == CONTROL else float(text))  # pyright: ignore
