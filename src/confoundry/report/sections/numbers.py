"""The main table: each number with its limits, and the number of images and training seeds."""

from collections.abc import Callable
from typing import Any

from confoundry.alignments import CONTROL
from confoundry.figures import Figure
from confoundry.report.findings import Findings
from confoundry.report.piece import Piece, fill
from confoundry.report.verdicts import FAILED
from confoundry.wording import NOTHING, interval, percent, points, share, tolerance_words

SHARES = ("aligned_accuracy", "conflicting_accuracy")
OF_100 = ("excess_pull", "shortcut_cost")
TEMPLATE = """
<p>Each number is a mean over training seeds, with its 95% limits below. The <strong>control</strong> is the baseline:
there, the shortcut is in the images but says nothing about the class. Strength is the share of the training images in
which the shortcut goes with the class.</p>
{% for table in tables %}
<h3>{{ table.title }}</h3>
<table class="cards">
<thead><tr>{% for head in table.heads %}<th scope="col">{{ head }}</th>{% endfor %}</tr></thead>
<tbody>
{% for row in table.rows %}
<tr class="{{ 'first' if row.first else '' }}"><th scope="row">{{ row.variant }}</th>
<td data-label="{{ table.heads[1] }}">{{ row.condition }}</td>
{% for cell in row.cells %}
<td data-label="{{ table.heads[loop.index + 1] }}" class="{{ cell.kind }}"><span class="figure">{{ cell.text }}</span>
{%- if cell.interval %} <span class="interval">{{ cell.interval }}</span>{% endif %}</td>
{% endfor %}</tr>
{% endfor %}
</tbody></table>
<p class="counts">{{ table.counts }}</p>
{% endfor %}
<p>All numbers: <a href="../metrics/summary.csv">metrics/summary.csv</a>.</p>
"""


def numbers(findings: Findings) -> Piece:
    """Show, for each shortcut, the numbers of the control and those at the alignment of the verdict."""
    tables = [_untouched(findings, confound) for confound in findings.untouched]
    tables += [_planted(findings, confound) for confound in findings.planted]
    return Piece("Numbers", fill(TEMPLATE, tables=tables))


def _untouched(findings: Findings, confound: str) -> dict[str, Any]:
    rows, most = [], Figure()
    for variant in findings.study.variants:
        figure = findings.figures.of(confound, variant, "plain_accuracy", CONTROL)
        most = max(most, figure, key=_seeds)
        rows.append({"variant": variant, "first": True, "condition": "no shortcut", "cells": [_cell(figure, share)]})
    heads = ["variant", "strength", "accuracy on untouched images"]
    return {"title": findings.title(confound), "heads": heads, "rows": rows, "counts": _counts(most)}


def _planted(findings: Findings, confound: str) -> dict[str, Any]:
    noun, rows, most = findings.noun(confound), [], Figure()
    for variant in findings.study.variants:
        for alignment in (CONTROL, findings.verdict_at):
            cells = _cells(findings, confound, variant, alignment)
            condition = "control" if alignment == CONTROL else percent(alignment)
            rows.append({"variant": variant, "first": alignment == CONTROL, "condition": condition, "cells": cells})
        figure = findings.figures.of(confound, variant, "conflicting_accuracy", findings.verdict_at)
        most = max(most, figure, key=_seeds)
    heads = [
        "variant",
        "strength",
        f"accuracy where the {noun} helps",
        f"accuracy where the {noun} misleads",
        f"extra answers, of 100, drawn to the {noun}",
        "points of accuracy lost",
        "holds up to",
    ]
    return {"title": findings.title(confound), "heads": heads, "rows": rows, "counts": _counts(most)}


def _cells(findings: Findings, confound: str, variant: str, alignment: str) -> list[dict[str, str]]:
    texts: dict[str, Callable[[Figure], str]] = {**dict.fromkeys(SHARES, share), **dict.fromkeys(OF_100, points)}
    cells = [_cell(findings.figures.of(confound, variant, name, alignment), text) for name, text in texts.items()]
    entry = findings.headline.get(confound, {}).get(variant, {})
    known = alignment != CONTROL and entry.get("verdict") != FAILED
    holds = tolerance_words(entry.get("tolerance")) if known else NOTHING
    return [*cells, {"text": holds, "interval": "", "kind": _kind(holds)}]


def _cell(figure: Figure, text: Callable[[Figure], str]) -> dict[str, str]:
    return {"text": text(figure), "interval": interval(figure), "kind": _kind(text(figure))}


def _kind(text: str) -> str:
    return "nothing" if text == NOTHING else ""


def _seeds(figure: Figure) -> int:
    return figure.replicates


def _counts(figure: Figure) -> str:
    return f"{figure.images:,} test images, {figure.replicates} training seeds."
