"""Each variant compared with the first: what changed, and whether the study could detect it."""

import math
from typing import Any

from confoundry.figures import Figure
from confoundry.report.findings import Findings
from confoundry.report.metric_words import metric_words
from confoundry.report.piece import Piece, fill
from confoundry.wording import NOTHING, hundredths, interval, points

JUDGEMENTS = {
    "better": "✓ better",
    "worse": "✗ worse",
    "same": "= the same",
    "small": "≈ slightly different",
    "not resolved": "? not resolved",
}
TEMPLATE = """
{% if shortcuts %}
<p>Each variant is compared with <strong>{{ first }}</strong>, on the same images and the same training seeds.
Differences are in percentage points, with 95% limits. For “drawn to” and “lost to”, less is better. p-values are
Holm-corrected over all comparisons in this section.</p>
{% for shortcut in shortcuts %}
<h3>{{ shortcut.title }}</h3>
<table class="cards"><thead><tr><th scope="col">variant</th><th scope="col">number</th><th scope="col">difference</th>
<th scope="col">p</th><th scope="col">judgement</th></tr></thead><tbody>
{% for row in shortcut.rows %}
<tr class="{{ 'first' if row.first else '' }}"><th scope="row">{{ row.variant }}</th>
<td data-label="number">{{ row.what }}</td>
<td data-label="difference"><span class="figure">{{ row.difference }}</span>
<span class="interval">{{ row.interval }}</span></td>
<td data-label="p" class="figure">{{ row.p }}</td><td data-label="judgement">{{ row.judgement }}</td></tr>
{% endfor %}
</tbody></table>
{% endfor %}
{% else %}
<p>Nothing to compare: the study has only one variant.</p>
{% endif %}
"""


def comparison(findings: Findings) -> Piece:
    """Show the comparisons in the study's order."""
    rows, shortcuts = findings.comparisons, []
    for confound in findings.study.confounds:
        part = rows[rows["confound"] == confound].to_dict("records")
        order = {variant: place for place, variant in enumerate(findings.study.variants)}
        shown = [
            _row(findings, row) for row in sorted(part, key=lambda row: order.get(str(row["variant"]), len(order)))
        ]
        for row, before in zip(shown, [None, *shown], strict=False):
            row["first"] = before is None or before["variant"] != row["variant"]
        if shown:
            shortcuts.append({"title": findings.title(confound), "rows": shown})
    body = fill(TEMPLATE, shortcuts=shortcuts, first=findings.study.variants[0])
    return Piece("Comparison of the variants", body)


def _row(findings: Findings, row: dict[Any, Any]) -> dict[str, Any]:
    difference, confound, metric = Figure(row["difference"], row["low"], row["high"]), row["confound"], row["metric"]
    sign = "+" if difference.known and difference.value > 0 and float(points(difference)) > 0 else ""
    return {
        "variant": row["variant"],
        "what": _what(findings, confound, metric),
        "difference": f"{sign}{points(difference)}",
        "interval": interval(difference),
        "p": _p(row["p_holm"]),
        "judgement": _judgement(row["judgement"], row["detectable"]),
    }


def _what(findings: Findings, confound: str, metric: str) -> str:
    if metric == "conflicting_accuracy":  # compared in the control: docs/metrics.md
        return "accuracy in the control"
    return metric_words(metric, findings.noun(confound))


def _p(value: float) -> str:
    return NOTHING if math.isnan(value) else "< 0.001" if value < 0.001 else f"{value:.3f}"


def _judgement(name: str, detectable: float) -> str:
    words = JUDGEMENTS.get(name, name or "exploratory")
    seen = name == "not resolved" and not math.isnan(detectable)
    return f"{words}; {hundredths(detectable, 1)} points would have been detected 8 times in 10" if seen else words
