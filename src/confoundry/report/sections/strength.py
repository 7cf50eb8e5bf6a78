"""The curves: accuracy where the shortcut misleads, for stronger and stronger shortcuts."""

import altair as alt
import pandas as pd
from markupsafe import Markup

from confoundry.alignments import CONTROL, in_order
from confoundry.figures import Figure
from confoundry.report.charts import COLOURS, DASHES, SHAPES, svg
from confoundry.report.findings import Findings
from confoundry.report.piece import Piece, fill
from confoundry.wording import interval, percent, share

TEMPLATE = """
<p>Accuracy where the shortcut misleads, by its strength: the share of the training images in which it goes with the
class. A recipe that ignores the shortcut stays level with the control. Bands are 95% limits. At 100%, nothing in the
data distinguishes the object from the shortcut.</p>
<div class="charts">
{% for shortcut in shortcuts %}
<figure><figcaption>{{ shortcut.title }}</figcaption>{{ shortcut.chart }}</figure>
{% endfor %}
</div>
{% for shortcut in shortcuts %}
<details><summary>The numbers in the chart: {{ shortcut.title }}</summary>
<table class="cards"><thead><tr><th scope="col">strength</th>
{% for variant in variants %}<th scope="col">{{ variant }}</th>{% endfor %}</tr></thead><tbody>
{% for row in shortcut.rows %}
<tr><th scope="row">{{ row.name }}</th>{% for cell in row.cells %}
<td data-label="{{ variants[loop.index0] }}"><span class="figure">{{ cell[0] }}</span>
<span class="interval">{{ cell[1] }}</span></td>{% endfor %}</tr>
{% endfor %}
</tbody></table></details>
{% endfor %}
"""


def strength(findings: Findings) -> Piece:
    """Draw one chart for each shortcut, with a table of the same numbers below."""
    shortcuts = []
    for confound in findings.planted:
        part = findings.strength[findings.strength["confound"] == confound]
        title = findings.title(confound)
        shortcuts.append(
            {"title": title, "chart": _chart(part, findings, confound), "rows": _rows(part, findings.study.variants)}
        )
    body = fill(TEMPLATE, shortcuts=shortcuts, variants=findings.study.variants)
    return Piece("As the shortcut gets stronger", body)


def _chart(part: pd.DataFrame, findings: Findings, confound: str) -> Markup:
    noun, variants = findings.noun(confound), list(findings.study.variants)
    steps = in_order(part["alignment"])
    data = part.assign(step=part["alignment"].map(_step))
    scale = {"domain": variants, "range": _cycle(COLOURS, variants)}
    x = alt.X(
        "step:O",
        sort=[_step(s) for s in steps],
        title=f"strength of the {noun}",
        axis=alt.Axis(labelAngle=0),
    )
    y = alt.Y(
        "value:Q",
        scale=alt.Scale(domain=[0, 1]),
        title=f"accuracy where the {noun} misleads",
        axis=alt.Axis(format="%"),
    )
    colour = alt.Color("variant:N", scale=alt.Scale(**scale), legend=alt.Legend(columns=2, symbolStrokeWidth=0))
    dash = alt.StrokeDash("variant:N", scale=alt.Scale(domain=variants, range=_cycle(DASHES, variants)), legend=None)
    shape = alt.Shape("variant:N", scale=alt.Scale(domain=variants, range=_cycle(SHAPES, variants)))
    base = alt.Chart(data).encode(x=x, color=colour)
    band = base.mark_area(opacity=0.16).encode(y=alt.Y("low:Q"), y2="high:Q")
    line = base.mark_line(strokeWidth=2).encode(y=y, strokeDash=dash)
    dots = base.mark_point(filled=True, size=45, opacity=1).encode(y=y, shape=shape)
    says = f"Accuracy where the {noun} misleads, by how often it goes with the class; the table below has the numbers."
    return svg((band + line + dots).properties(width=250, height=200), says)


def _step(alignment: str) -> str:
    return "control" if alignment == CONTROL else percent(alignment)


def _cycle(marks: tuple, variants: list[str]) -> list:
    return [marks[i % len(marks)] for i in range(len(variants))]


def _rows(part: pd.DataFrame, variants: tuple[str, ...]) -> list[dict[str, object]]:
    found = {
        (str(row["alignment"]), str(row["variant"])): Figure(row["value"], row["low"], row["high"])
        for row in part.to_dict("records")
    }
    rows = []
    for alignment in in_order(part["alignment"]):
        figures = [found.get((alignment, variant), Figure()) for variant in variants]
        rows.append({"name": _step(alignment), "cells": [(share(figure), interval(figure)) for figure in figures]})
    return rows
