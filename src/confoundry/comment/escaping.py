"""Texts from data made harmless: they are shown as they are, and nothing in them formats, links, mentions or breaks."""

import re
import unicodedata

LONGEST = 120  # characters of a text from data
JOINER = "\u2060"  # takes no room, and parts what would be a mention, a reference or a link
BLANK = set("\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u2800\u3164\uffa0")  # letters and marks that show nothing
ACTIVE = set("\\`*_[]<>#|~$&@")  # in markdown these mean something; as an entity none does (CommonMark 0.31, 2.5)
NAME = re.compile(r"([A-Za-z0-9]+(?:_[A-Za-z0-9]+)+)")  # an underscore inside a word is no emphasis
AUTOMATIC = re.compile(r"(?i)\bwww(?=\.)|(?<=[a-z0-9])(?=://)|(?<=[@#])(?=\w)|(?<=\w)(?=@)|\bgh(?=-\d)")
SHORTCODE = re.compile(r":(?=[\w+-])")
LIST = re.compile(r"^(\d*[.)]|[-+])(?=\s|$)")  # at a line's start …
RULE = re.compile(r"^(-|=)(?=[-=\s]*$)")  # … or a line that is nothing else


def one_line(text: str, longest: int = LONGEST) -> str:
    """Return a text on one line, no longer than so many characters; what cannot be seen is shown by its number."""
    shown = " ".join("".join(_visible(one) for one in text).split())
    return shown if len(shown) <= longest else f"{shown[: longest - 1].rstrip()}…"


def _visible(one: str) -> str:
    """Return a character, a space for what breaks lines, and for what shows nothing its number, as Python has it."""
    if one.isspace():
        return " "
    if unicodedata.category(one)[0] != "C" and one not in BLANK:
        return one
    return f"\\u{ord(one):04x}" if ord(one) < 0x10000 else f"\\U{ord(one):08x}"


def escaped(text: str, longest: int = LONGEST) -> str:
    """Return a text for any place in markdown, table cells included."""
    parted = AUTOMATIC.sub(lambda match: match.group() + JOINER, one_line(text, longest))
    parts = NAME.split(parted)
    shown = "".join(part if place % 2 else _entities(part) for place, part in enumerate(parts))
    shown = SHORTCODE.sub("&#58;", shown)
    for start in (LIST, RULE):
        shown = start.sub(lambda match: f"{match[1][:-1]}&#{ord(match[1][-1])};", shown)
    return shown


def _entities(text: str) -> str:
    return "".join(f"&#{ord(one)};" if one in ACTIVE else one for one in text)
