"""A comparison's markdown as Prefect's pages draw it: they know no entities, no folds and no Mermaid."""

import re

ENTITY = re.compile(r"&#(\d+);")
FOLD = re.compile(r"<details><summary>(.*?)</summary>")
CHART = re.compile(r"```mermaid\n(.*?)```", re.DOTALL)
COLOURS = " (before in grey, after in red)"


def as_drawn(markdown: str) -> str:
    """Return the same with backslashes for entities, headings for folds, and tables for charts."""
    plain = CHART.sub(_table, markdown.replace(COLOURS, ""))
    plain = FOLD.sub(r"**\1**", plain).replace("</details>\n", "")
    return ENTITY.sub(lambda match: f"\\{chr(int(match[1]))}", plain)


def _table(chart: re.Match[str]) -> str:
    """Return a chart's lines as rows, its places as columns."""
    axis, *others = re.findall(r"^ +(?:x-axis|line) \[(.*)\]$", chart[1], re.MULTILINE)
    places = [place.strip('"') for place in axis.split(", ")]
    rows = [["", *places], ["---", *("---:" for _ in places)]]
    rows += [[name, *heights.split(", ")] for name, heights in zip(("before", "after"), others, strict=False)]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)
