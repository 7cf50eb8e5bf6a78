"""The training curves: accuracy on training and validation images by epoch."""

import altair as alt
import pandas as pd
from markupsafe import Markup

from confoundry.alignments import CONTROL
from confoundry.report.charts import svg
from confoundry.report.findings import Findings
from confoundry.report.piece import Piece, fill
from confoundry.wording import alignment_words

SERIES = {"accuracy": "training images", "val_accuracy": "validation images"}
TEMPLATE = """
<p>Means over training seeds. The validation images contain the same shortcut as the training images. A high curve here
therefore does not show what happens where the shortcut misleads.</p>
<div class="charts">
{% for shortcut in shortcuts %}
<figure><figcaption>{{ shortcut.title }} <span class="quiet">{{ shortcut.condition }}</span></figcaption>
{{ shortcut.chart }}</figure>
{% endfor %}
</div>
<p>Losses and all other alignments: <a href="../plots/training.csv">plots/training.csv</a>.</p>
"""


def training(findings: Findings) -> Piece:
    """Draw a chart for each confound, with a panel for each variant, at the alignment of the verdict."""
    shortcuts = []
    for confound in findings.study.confounds:
        alignment = CONTROL if confound in findings.untouched else findings.verdict_at
        rows = findings.training
        part = rows[(rows["confound"] == confound) & (rows["alignment"] == alignment)]
        if len(part):
            condition = (
                "no shortcut" if confound in findings.untouched else alignment_words(alignment, findings.noun(confound))
            )
            chart = _chart(part, list(findings.study.variants), findings.title(confound))
            shortcuts.append({"title": findings.title(confound), "condition": condition, "chart": chart})
    return Piece("Training curves", fill(TEMPLATE, shortcuts=shortcuts))


def _chart(part: pd.DataFrame, variants: list[str], title: str) -> Markup:
    data = part.melt(["variant", "epoch"], list(SERIES), "series", "value").replace({"series": SERIES})
    names = list(SERIES.values())
    ticks = sorted({int(part["epoch"].min()), int(part["epoch"].max())})
    panel = (
        alt.Chart(data)
        .mark_line(strokeWidth=2)
        .encode(
            x=alt.X("epoch:Q", axis=alt.Axis(values=ticks, format="d", grid=False), title="epoch"),
            y=alt.Y(
                "value:Q", scale=alt.Scale(zero=False, nice=True), axis=alt.Axis(format="%", tickCount=4), title=None
            ),
            color=alt.Color("series:N", scale=alt.Scale(domain=names, range=["#c2571a", "#2a78c2"])),
            strokeDash=alt.StrokeDash("series:N", scale=alt.Scale(domain=names, range=[[5, 3], [1, 0]])),
        )
        .properties(width=112, height=85)
        .facet(alt.Facet("variant:N", sort=variants, title=None), columns=2)
    )
    return svg(panel, f"Accuracy on training and validation images by epoch for each variant: {title}.")
