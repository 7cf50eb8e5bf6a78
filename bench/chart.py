"""Draw docs/bench.svg from bench/results.json: `python -m bench.chart [RESULTS [PICTURE]]`."""

import json
import sys
from pathlib import Path
from typing import Any

import altair as alt
import pandas as pd
import vl_convert

from bench.targets import TARGETS
from bench.words import CURVES, NETWORKS, ROWS, plain

ROOT = Path(__file__).parents[1]
BLUE, ORANGE, GREY = "#2a78c2", "#c2571a", "#767676"
TITLE = "Training: how many times as long as with the engine"
CONFIG = {
    "background": "#ffffff",
    "font": "sans-serif",
    "view": {"stroke": None},
    "axis": {"labelFontSize": 12, "titleFontSize": 12, "titleFontWeight": "normal", "domain": False, "tickSize": 0},
    "header": {"labelFontSize": 13, "labelFontWeight": "bold", "title": None},
    "title": {"fontSize": 14, "anchor": "start"},
}


def race_rows(networks: dict[str, Any]) -> pd.DataFrame:
    """Return a row for each bar: ratio with its quartiles, and what it must be."""
    return pd.DataFrame(
        [
            {
                "network": NETWORKS[name],
                "side": label,
                **one["rows"][row]["ratio"],
                "text": plain(one["rows"][row]["ratio"]["median"]),
                "least": TARGETS.get((name, row)),
            }
            for name, one in networks.items()
            for row, label in ROWS.items()
            if row in one["rows"]
        ]
    )


def races(networks: dict[str, Any]) -> alt.HConcatChart:
    """Return bars on a logarithmic scale, a panel for each network."""
    rows = race_rows(networks)
    scale = alt.Scale(type="log", domain=[min(0.5, 0.8 * rows["low"].min()), 3.5 * rows["high"].max()])
    names = list(rows["network"].unique())
    panels = [_panel(rows[rows["network"] == name], scale, labels=name == names[0]) for name in names]
    says = "bar: median of the rounds, from 1, which is the engine; line: quartiles; black: what must be reached"
    return alt.hconcat(*panels, spacing=10, title=alt.TitleParams(TITLE, subtitle=says))


def _panel(rows: pd.DataFrame, scale: alt.Scale, *, labels: bool) -> alt.LayerChart:
    x = alt.X("median:Q", title=None, scale=scale, axis=None)
    y = alt.Y("side:N", sort=list(ROWS.values()), title=None, axis=alt.Axis(labels=labels))
    faster = alt.condition("datum.median >= 1", alt.value(BLUE), alt.value(ORANGE))
    base = alt.Chart(rows).encode(y=y)
    layers = [
        base.mark_bar(height=13, opacity=0.85).encode(x=x, x2=alt.datum(1), color=faster),
        base.mark_rule(color="#222222", strokeWidth=1.5).encode(x="low:Q", x2="high:Q"),
        alt.Chart(rows[rows["least"].notna()])
        .mark_tick(thickness=3, size=19, color="#111111")
        .encode(x="least:Q", y=y),
        base.transform_calculate(end="max(datum.high, 1, datum.least || 0)")
        .mark_text(align="left", dx=6, fontSize=12)
        .encode(x="end:Q", text="text:N"),
        alt.Chart(rows.head(1)).mark_rule(color=GREY).encode(x=alt.datum(1)),
    ]
    title = alt.TitleParams(rows["network"].iloc[0], fontSize=13, frame="group")
    layered: Any = alt.layer(*layers).properties(width=128, height=21 * rows["side"].nunique(), title=title)
    return layered


def growth(curves: dict[str, Any]) -> alt.HConcatChart:
    """Return small curves: time above, peak memory below, for each thing that grows."""
    columns = []
    for curve, (label, seconds) in CURVES.items():
        rows = pd.DataFrame(
            [{"n": one["n"], "s": one[seconds], "MiB": one["peak_mib"]} for one in curves.get(curve, [])]
        )
        if len(rows) > 1:
            columns.append(alt.vconcat(_curve(rows, "s", None), _curve(rows, "MiB", label), spacing=8))
    return alt.hconcat(*columns, spacing=16, title="Growth: seconds, and the peak of memory")


def _curve(rows: pd.DataFrame, what: str, label: str | None) -> alt.Chart:
    ticks = alt.Axis(tickCount=3, format="~s", grid=False)
    x = alt.X("n:Q", title=label, scale=alt.Scale(zero=True), axis=ticks)
    y = alt.Y(f"{what}:Q", title=what, scale=alt.Scale(zero=True), axis=alt.Axis(tickCount=3, gridOpacity=0.4))
    return alt.Chart(rows).mark_line(point=True, color=BLUE).encode(x=x, y=y).properties(width=140, height=70)


def draw(results: dict[str, Any]) -> str:
    """Return the picture as SVG."""
    parts = [races(results["networks"])]
    if any(len(points) > 1 for points in results.get("growth", {}).values()):
        parts.append(growth(results["growth"]))
    chart = alt.vconcat(*parts, spacing=30).to_dict()
    return vl_convert.vegalite_to_svg({**chart, "config": CONFIG})


if __name__ == "__main__":
    given = dict(enumerate(sys.argv[1:]))
    read, written = Path(given.get(0, ROOT / "bench/results.json")), Path(given.get(1, ROOT / "docs/bench.svg"))
    written.write_text(draw(json.loads(read.read_text(encoding="utf-8"))), encoding="utf-8")
