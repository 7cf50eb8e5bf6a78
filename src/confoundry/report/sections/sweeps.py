"""Sweeps: the effect of one setting on accuracy and shortcuts, and the value that validation would choose."""

from typing import Any

import altair as alt
import pandas as pd
from markupsafe import Markup

from confoundry.report.charts import COLOURS, DASHES, SHAPES, svg
from confoundry.report.findings import Findings
from confoundry.report.piece import Piece, fill
from confoundry.report.sweep_rows import Step, steps_of
from confoundry.report.sweeps import Sweep
from confoundry.report.sweeps import sweeps as sweeps_of
from confoundry.wording import NOTHING, hundredths, interval, points

TEMPLATE = """
<p>Variants that differ in only one setting. “Chosen” marks the value with the best accuracy on validation images
without a shortcut; the other columns show the effect of this choice. All numbers are percentages or points, with 95%
limits. Validation accuracy is a mean over training seeds.</p>
{% for sweep in sweeps %}
<h3>{{ sweep.setting }}</h3>
<div class="charts"><figure>{{ sweep.chart }}</figure></div>
<table class="cards"><thead><tr>{% for head in heads %}<th scope="col">{{ head }}</th>{% endfor %}</tr></thead><tbody>
{% for row in sweep.rows %}
<tr class="first"><th scope="row">{{ row.value }}</th><td data-label="{{ heads[1] }}">{{ row.variant }}</td>
{% for cell in row.cells %}
<td data-label="{{ heads[loop.index + 1] }}"><span class="figure">{{ cell[0] }}</span>
{%- if cell[1] %} <span class="interval">{{ cell[1] }}</span>{% endif %}</td>
{% endfor %}</tr>
{% endfor %}
</tbody></table>
{% endfor %}
"""


def sweeps(findings: Findings) -> Piece | None:
    """Show each sweep as a chart and a table; None if there is no sweep, or no training without a shortcut."""
    found = sweeps_of(findings.variants)
    if not found or not findings.untouched:
        return None
    nouns = [findings.noun(confound) for confound in findings.planted]
    heads = ["value", "variant", "validation accuracy", "test accuracy"]
    heads += [f"{what} the {noun}" for noun in nouns for what in ("drawn to", "accuracy lost to")]
    shown = [_shown(sweep, findings) for sweep in found]
    return Piece("One setting at a time", fill(TEMPLATE, sweeps=shown, heads=heads))


def _shown(sweep: Sweep, findings: Findings) -> dict[str, Any]:
    steps = steps_of(
        sweep,
        findings.figures,
        findings.training,
        untouched=findings.untouched[0],
        planted=findings.planted,
        verdict_at=findings.verdict_at,
    )
    rows = [{"value": step.value, "variant": step.variant, "cells": _cells(step)} for step in steps]
    return {"setting": sweep.setting, "rows": rows, "chart": _chart(sweep.setting, steps, findings)}


def _cells(step: Step) -> list[tuple[str, str]]:
    validation = NOTHING if step.validation is None else hundredths(step.validation, 1)
    figures = [step.right, *(one[name] for name in step.drawn for one in (step.drawn, step.lost))]
    return [(validation, "chosen" if step.chosen else ""), *((points(figure), interval(figure)) for figure in figures)]


def _chart(setting: str, steps: list[Step], findings: Findings) -> Markup:
    rows = [(step.value, name, value) for step in steps for name, value in _series(step, findings)]
    data = pd.DataFrame(rows, columns=["step", "series", "value"]).dropna()
    names = [name for name, _ in _series(steps[0], findings)]
    marks = {
        kind: alt.Scale(domain=names, range=list(cycle[: len(names)]))
        for kind, cycle in {"colour": COLOURS, "dash": DASHES, "shape": SHAPES}.items()
    }
    x = alt.X("step:O", sort=[step.value for step in steps], title=setting, axis=alt.Axis(labelAngle=0))
    y = alt.Y("value:Q", title="% or points")
    colour = alt.Color("series:N", scale=marks["colour"], legend=alt.Legend(columns=2))
    base = alt.Chart(data).encode(x=x, y=y, color=colour)
    line = base.mark_line(strokeWidth=2).encode(strokeDash=alt.StrokeDash("series:N", scale=marks["dash"], legend=None))
    dots = base.mark_point(filled=True, size=45, opacity=1).encode(shape=alt.Shape("series:N", scale=marks["shape"]))
    says = f"Accuracy, and answers drawn to each shortcut, by {setting}; the table below has the numbers."
    return svg((line + dots).properties(width=420, height=180), says)


def _series(step: Step, findings: Findings) -> list[tuple[str, float | None]]:
    drawn = [(f"drawn to the {findings.noun(name)}", 100 * figure.value) for name, figure in step.drawn.items()]
    validation = None if step.validation is None else 100 * step.validation
    return [("validation accuracy", validation), ("test accuracy", 100 * step.right.value), *drawn[:4]]
