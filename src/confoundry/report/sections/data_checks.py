"""The results of the data checks that ran before training."""

from typing import Any

from confoundry.report.findings import Findings
from confoundry.report.piece import Piece, fill

# Warnings that affect every other number, and what to do.
WARNINGS = {
    "dark_images": "No pixel is brighter than a quarter of the range from 0 to 255. Most likely, the images were never "
    "scaled: multiply them by 255 / (their largest value), and run the study again."
}
NAMES = {"fit": "fit for an audit", "failed": "failed checks", "splits": "images in split"}
TEMPLATE = """
<p>The data were checked before training. <a href="validation.html">The validation page</a> lists every check and its
result.</p>
<dl class="facts">
{% for name, value in facts %}
<div><dt>{{ name }}</dt><dd>{{ value }}</dd></div>
{% endfor %}
</dl>
"""


def data_checks(findings: Findings) -> Piece:
    """List the content of metrics/validation.json."""
    return Piece("Data checks", fill(TEMPLATE, facts=_facts(findings.validation)))


def warnings(findings: Findings) -> list[str]:
    """Return the warnings that affect every other number."""
    return [text for name, text in WARNINGS.items() if name in findings.validation.get("warnings", {})]


def _facts(values: dict[str, Any], before: str = "") -> list[tuple[str, str]]:
    facts: list[tuple[str, str]] = []
    for key, value in values.items():
        name = f"{before}{NAMES.get(key, key.replace('_', ' '))}"
        if isinstance(value, dict):
            facts += _facts(value, f"{name}: ") or [(name, "none")]
        else:
            facts.append((name, _text(value)))
    return facts


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:,}" if isinstance(value, int) else str(value)
