"""Texts from data made harmless: they are shown as they are, and nothing in them formats, links, mentions or breaks."""

import re
import unicodedata

LONGEST = 120  # characters of a text from data
JOINER = "\u2060"  # takes no room, and parts what would be a mention, a reference or a link
ACTIVE = set("\\`*_[]<>#|~$&@")  # in markdown these mean something; as an entity none does (CommonMark 0.31, 2.5)
NAME = re.compile(r"([A-Za-z0-9]+(?:_[A-Za-z0-9]+)+)")  # an underscore inside a word is no emphasis
AUTOMATIC = re.compile(r"(?i)\bwww(?=\.)|(?<=[a-z0-9])(?=://)|(?<=[@#])(?=\w)|(?<=\w)(?=@)|\bgh(?=-\d)")
SHORTCODE = re.compile(r":(?=[\w+-])")
LIST = re.compile(r"^(\d*[.)]|[-+])(?=\s|$)")  # at a line's start …
RULE = re.compile(r"^(-|=)(?=[-=\s]*$)")  # … or a line that is nothing else


def one_line(text: str, longest: int = LONGEST) -> str:
    """Return a text on one line: no line breaks, no control or direction characters, and no more than so many."""
    shown = " ".join("".join(_visible(one) for one in text).split())
    return shown if len(shown) <= longest else f"{shown[: longest - 1].rstrip()}…"


def _visible(one: str) -> str:
    """Return a character, a space for what breaks lines, nothing for what cannot be seen."""
    kind = unicodedata.category(one)
    return " " if one.isspace() else "" if kind[0] == "C" else one


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
