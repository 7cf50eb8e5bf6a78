"""Escapes texts that come from data: they are shown literally and cannot format, link, mention or break anything."""

import re
import unicodedata

LONGEST = 120  # characters of a text from data
JOINER = "\u2060"  # has no width, and splits what would become a mention, a reference, a link or a command
BLANK = set("\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u2800\u3164\uffa0")  # letters and marks that show nothing
ACTIVE = set("\\`*_[]<>#|~$&@")  # special in markdown, but not when written as an entity (CommonMark 0.31, 2.5)
NAME = re.compile(r"([A-Za-z0-9]+(?:_[A-Za-z0-9]+)+)")  # an underscore inside a word does not emphasize
AUTOMATIC = re.compile(r"(?i)^(?=/\w)|\bwww(?=\.)|(?<=[a-z0-9])(?=://)|(?<=[@#])(?=\w)|(?<=\w)(?=@)|\bgh(?=-\d)")
SHORTCODE = re.compile(r":(?=[\w+-])")
LIST = re.compile(r"^(\d*[.)]|[-+])(?=\s|$)")  # at a line's start …
RULE = re.compile(r"^(-|=)(?=[-=\s]*$)")  # … or a line that is nothing else


def one_line(text: str, longest: int = LONGEST) -> str:
    """Return a text on one line, at most `longest` characters long; invisible characters become escape codes."""
    shown = " ".join("".join(_visible(one) for one in text).split())
    return shown if len(shown) <= longest else f"{shown[: longest - 1].rstrip()}…"


def _visible(one: str) -> str:
    """Return a visible character unchanged, whitespace as a space, and anything else as a Python escape code."""
    if one.isspace():
        return " "
    if unicodedata.category(one)[0] != "C" and one not in BLANK:
        return one
    return f"\\u{ord(one):04x}" if ord(one) < 0x10000 else f"\\U{ord(one):08x}"


def escaped(text: str, longest: int = LONGEST) -> str:
    """Return a text that is safe anywhere in markdown, table cells included."""
    parted = AUTOMATIC.sub(lambda match: match.group() + JOINER, one_line(text, longest))
    parts = NAME.split(parted)
    shown = "".join(part if place % 2 else _entities(part) for place, part in enumerate(parts))
    shown = SHORTCODE.sub("&#58;", shown)
    for start in (LIST, RULE):
        shown = start.sub(lambda match: f"{match[1][:-1]}&#{ord(match[1][-1])};", shown)
    return shown


def _entities(text: str) -> str:
    return "".join(f"&#{ord(one)};" if one in ACTIVE else one for one in text)
