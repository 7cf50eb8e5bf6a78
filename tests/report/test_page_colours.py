"""Contrast as WCAG 2.2 defines it: 4.5 to 1 for text (AA), 3 to 1 for lines and marks."""

import re
from importlib.resources import files

import pytest

from confoundry.report.charts import COLOURS

CSS = (files("confoundry.report") / "templates/page.css").read_text(encoding="utf-8")
LIGHT, DARK = (dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6})", block)) for block in CSS.split("@media")[:2])
PAIRS = [(ink, ground) for ink in ("ink", "quiet", "link") for ground in ("ground", "paper")]
PAIRS += [(tone, ground) for tone in ("good", "bad", "warn", "open") for ground in (f"{tone}-ground", "paper")]


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, two: str) -> float:
    dark, light = sorted((luminance(one), luminance(two)))
    return (light + 0.05) / (dark + 0.05)


def test_the_definition():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)


@pytest.mark.parametrize("scheme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("ink", "ground"), PAIRS)
def test_text_can_be_read(ink, ground, scheme):
    assert contrast(scheme[ink], scheme[ground]) >= 4.5


@pytest.mark.parametrize("colour", COLOURS)
@pytest.mark.parametrize("scheme", [LIGHT, DARK], ids=["light", "dark"])
def test_curves_can_be_seen(colour, scheme):
    assert contrast(colour, scheme["paper"]) >= 3
