"""The page: every section in one self-contained HTML file."""

import re

from confoundry.report.findings import Findings
from confoundry.report.piece import fill_file
from confoundry.report.table import SECTIONS


def page(findings: Findings) -> str:
    """Return the page's HTML: without scripts or external files, and byte for byte the same for the same findings."""
    pieces = {name: piece for name, section in SECTIONS.items() if (piece := section(findings)) is not None}
    html = str(fill_file("page.html.j2", pieces=pieces, style=fill_file("page.css")))
    return _kept_together(html) + "\n"


def _kept_together(html: str) -> str:
    """Write `95%`, and keep both ends of an interval on one line."""
    return re.sub(r"(?<=\d)–(?=\d)", "–\u2060", re.sub(r"(?<=\d) %", "%", html))
