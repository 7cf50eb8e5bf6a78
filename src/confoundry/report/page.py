"""The page: every section in one self-contained HTML file."""

import re

from confoundry.report.findings import Findings
from confoundry.report.piece import fill_file
from confoundry.report.table import SECTIONS


def page(findings: Findings) -> str:
    """Return the page's HTML: no script, nothing from elsewhere, the same bytes for the same findings."""
    pieces = {name: piece for name, section in SECTIONS.items() if (piece := section(findings)) is not None}
    html = str(fill_file("page.html.j2", pieces=pieces, style=fill_file("page.css")))
    return _kept_together(html) + "\n"


def _kept_together(html: str) -> str:
    """Keep a number and its percent sign, and the two ends of an interval, on one line."""
    return re.sub(r"(?<=\d)–(?=\d)", "–\u2060", html.replace(" %", "\u00a0%"))
