"""All other numbers on each shortcut, folded: published measures and the worst group."""

from typing import Any

from confoundry.alignments import CONTROL
from confoundry.figures import Figure
from confoundry.report.findings import Findings
from confoundry.report.metric_words import METRIC_WORDS, metric_words
from confoundry.report.piece import Piece, fill
from confoundry.report.sections.numbers import OF_100, SHARES
from confoundry.wording import NOTHING, interval, share

WORST = "worst_group_accuracy"
TEMPLATE = """
<p>Published measures, for comparison with other work. They are not used for the verdicts: a shortcut changes the
answers of any model, even of one that never learned it. Compare each number with its control.</p>
{% for shortcut in shortcuts %}
<details><summary>Published measures: {{ shortcut.title }}</summary>
<table class="cards"><thead><tr><th scope="col">number</th>
{% for variant in variants %}<th scope="col">{{ variant }}</th>{% endfor %}</tr></thead><tbody>
{% for row in shortcut.rows %}
<tr><th scope="row">{{ row.words }} <code>{{ row.metric }}</code></th>
{% for cell in row.cells %}
<td data-label="{{ variants[loop.index0] }}"><span class="figure">{{ cell.text }}</span>
<span class="interval">{{ cell.interval }}</span>
<span class="interval">{{ cell.mixed }}</span></td>
{% endfor %}</tr>
{% endfor %}
</tbody></table></details>
{% endfor %}
"""


def more_numbers(findings: Findings) -> Piece:
    """Show the metrics that are not in the main table, at the alignment of the verdict."""
    shortcuts = [{"title": findings.title(name), "rows": _rows(findings, name)} for name in findings.planted]
    return Piece("More numbers", fill(TEMPLATE, shortcuts=shortcuts, variants=findings.study.variants))


def _rows(findings: Findings, confound: str) -> list[dict[str, Any]]:
    rows = []
    for metric in METRIC_WORDS:
        cells = [_cell(findings, confound, variant, metric) for variant in findings.study.variants]
        if metric not in (*SHARES, *OF_100) and any(cell["text"] != NOTHING for cell in cells):
            words = metric_words(metric, findings.noun(confound)) + _groups(findings, confound, metric)
            rows.append({"metric": metric, "words": words, "cells": cells})
    return rows


def _cell(findings: Findings, confound: str, variant: str, metric: str) -> dict[str, str]:
    figure, mixed = _at(findings, confound, variant, metric), findings.figures.of(confound, variant, metric, CONTROL)
    return {
        "text": share(figure),
        "interval": interval(figure),
        "mixed": f"control: {share(mixed)}" if mixed.known else "",
    }


def _groups(findings: Findings, confound: str, metric: str) -> str:
    """Return the number of groups that the worst one was chosen from."""
    count = _at(findings, confound, findings.study.variants[0], f"{WORST}_groups")
    return f" ({count.value:.0f} pairs)" if metric == WORST and count.known else ""


def _at(findings: Findings, confound: str, variant: str, metric: str) -> Figure:
    return findings.figures.of(confound, variant, metric, findings.verdict_at)
