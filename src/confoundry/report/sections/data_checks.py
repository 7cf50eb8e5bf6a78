"""What the checks of the data said, before anything was trained."""

from typing import Any

from confoundry.report.findings import Findings
from confoundry.report.piece import Piece, fill

# Warnings of the checks that change what all other figures mean, and what to do.
WARNINGS = {
    "dark_images": "No pixel of the images is brighter than a quarter of the range from 0 to 255. Most likely they "
    "were never scaled: multiply them by 255 over their largest value, and run the study again."
}
TEMPLATE = """
<p>Before anything was trained, the data were checked; each check and what it found stands on
<a href="validation.html">the page of the checks</a>.</p>
<dl class="facts">
{% for name, value in facts %}
<div><dt>{{ name }}</dt><dd>{{ value }}</dd></div>
{% endfor %}
</dl>
"""


def data_checks(findings: Findings) -> Piece:
    """List what metrics/validation.json holds."""
    return Piece("What the data are like", fill(TEMPLATE, facts=_facts(findings.validation)))


def warnings(findings: Findings) -> list[str]:
    """Return what the checks warned of that must be read before all other figures."""
    return [text for name, text in WARNINGS.items() if name in findings.validation.get("warnings", {})]


def _facts(values: dict[str, Any], before: str = "") -> list[tuple[str, str]]:
    facts: list[tuple[str, str]] = []
    for key, value in values.items():
        name = f"{before}{key.replace('_', ' ')}"
        if isinstance(value, dict):
            facts += _facts(value, f"{name}: ") or [(name, "none")]
        else:
            facts.append((name, _text(value)))
    return facts


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:,}" if isinstance(value, int) else str(value)
