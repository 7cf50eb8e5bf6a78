"""Charts as SVG inside the page: no script, unique identifiers, text and grid colors set by the page's style."""

import hashlib
import re
from typing import Any

import vl_convert
from markupsafe import Markup

# Contrast of at least 3:1 on white and on near-black; lines also differ in dash and shape.
COLOURS = ("#2a78c2", "#c2571a", "#1c8a63", "#a04fc0", "#8a7410", "#c43d6b")
DASHES = ([1, 0], [6, 3], [2, 2], [8, 3, 2, 3], [4, 4], [1, 3])
SHAPES = ("circle", "square", "triangle-up", "diamond", "cross", "triangle-down")
CONFIG = {
    "background": None,
    "font": "sans-serif",
    "view": {"stroke": None},
    "axis": {"labelFontSize": 12, "titleFontSize": 12, "titleFontWeight": "normal", "domain": False, "tickSize": 0},
    "legend": {"labelFontSize": 12, "title": None, "orient": "bottom", "symbolSize": 90, "symbolOpacity": 1},
    "header": {"labelFontSize": 12, "titleFontSize": 12},
}


def svg(chart: Any, says: str) -> Markup:
    """Render an Altair chart as SVG.

    Args:
        chart: Any Altair chart.
        says: What it shows, for screen readers.
    """
    drawn = vl_convert.vegalite_to_svg({**chart.to_dict(), "config": CONFIG})
    own = hashlib.sha256(drawn.encode()).hexdigest()[:8]  # several charts in one page must not share identifiers
    drawn = re.sub(r'(\bid="|url\(#|href="#)', rf"\g<1>c{own}-", drawn)
    drawn = re.sub(r' (aria-[a-z]+|role)="[^"]*"', "", drawn)  # the label of the whole figure replaces them
    return Markup('<div class="chart" role="img" aria-label="{}">{}</div>').format(says, Markup(drawn))  # noqa: S704 (Vega escapes texts)
