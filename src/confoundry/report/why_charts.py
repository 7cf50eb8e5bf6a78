"""The charts of a diagnosis: the gradient of each layer, and the accuracy with and against a shortcut."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt
import pandas as pd
from markupsafe import Markup

from confoundry.alignments import CONTROL
from confoundry.report.charts import COLOURS, SHAPES, svg
from confoundry.report.findings import Findings

SIDES = ("aligned_accuracy", "conflicting_accuracy")


def gradients(layers: Mapping[str, Sequence[Mapping[str, Any]]]) -> Markup | str:
    """Draw the gradient norm of each layer, with a line for each variant; empty if none is above 0.

    Args:
        layers: Variant → its layers, from the input to the output.
    """
    rows = [
        {"variant": variant, "place": place, "gradient": layer["gradient_norm"]}
        for variant, found in layers.items()
        for place, layer in enumerate(found, 1)
        if (layer.get("gradient_norm") or 0) > 0
    ]
    if not rows:
        return ""
    names = list(layers)
    powers = [10.0**power for power in _powers([float(row["gradient"]) for row in rows])]
    axis = alt.Axis(format=".0e", values=powers)
    base = alt.Chart(pd.DataFrame(rows)).encode(
        x=alt.X("place:O", title="layer with weights", axis=alt.Axis(labelAngle=0)),
        y=alt.Y("gradient:Q", scale=alt.Scale(type="log"), title="gradient norm", axis=axis),
        color=alt.Color("variant:N", scale=_scale(names, COLOURS)),
    )
    dots = base.mark_point(filled=True, size=55, opacity=1).encode(
        shape=alt.Shape("variant:N", scale=_scale(names, SHAPES))
    )
    chart = (base.mark_line(strokeWidth=2) + dots).properties(width=300, height=150)
    return svg(chart, f"Gradient norm of each layer of {' and '.join(names)}, on a logarithmic scale.")


def helps_or_misleads(findings: Findings, confound: str) -> Markup | str:
    """Draw each variant's accuracy where the shortcut helps, in the control, and where it misleads."""
    noun = findings.noun(confound)
    words = (f"{noun} helps", "control", f"{noun} misleads")
    rows = []
    for variant in findings.study.variants:
        places = (
            (SIDES[0], findings.verdict_at),
            (SIDES[1], CONTROL),
            (SIDES[1], findings.verdict_at),
        )
        for word, (metric, alignment) in zip(words, places, strict=True):
            figure = findings.figures.of(confound, variant, metric, alignment)
            if figure.known:
                values = {"value": figure.value, "low": figure.low, "high": figure.high}
                rows.append({"variant": variant, "where": word, **values})
    if not rows:
        return ""
    scale = alt.Scale(domain=list(words), range=[COLOURS[2], COLOURS[0], COLOURS[1]])
    shape = alt.Scale(domain=list(words), range=list(SHAPES[:3]))
    base = alt.Chart(pd.DataFrame(rows)).encode(
        y=alt.Y("variant:N", sort=list(findings.study.variants), title=None),
        color=alt.Color("where:N", scale=scale),
    )
    x = alt.X("value:Q", scale=alt.Scale(domain=[0, 1]), title="accuracy", axis=alt.Axis(format="%", tickCount=5))
    lines = base.mark_rule(strokeWidth=2).encode(x=alt.X("low:Q", title="accuracy"), x2="high:Q")
    dots = base.mark_point(filled=True, size=80, opacity=1).encode(x=x, shape=alt.Shape("where:N", scale=shape))
    says = f"Accuracy of each variant where the {noun} helps, in the control, and where it misleads."
    return svg((lines + dots).properties(width=280, height=alt.Step(26)), says)


def _powers(values: Sequence[float]) -> range:
    """Return about six powers of ten, at most, that span the values."""
    low, high = (math.floor(math.log10(min(values))), math.ceil(math.log10(max(values))))
    return range(low, high + 1, max(1, -(-(high - low) // 6)))


def _scale(names: Sequence[str], marks: Sequence[str]) -> alt.Scale:
    return alt.Scale(domain=list(names), range=[marks[place % len(marks)] for place in range(len(names))])
