"""Adapts a comparison's markdown to Prefect's pages, which support no entities, collapsed blocks or Mermaid."""

import re

ENTITY = re.compile(r"&#(\d+);")
FOLD = re.compile(r"<details><summary>(.*?)</summary>")
CHART = re.compile(r"```mermaid\n(.*?)```", re.DOTALL)
COLOURS = " (before in grey, after in red)"


def as_drawn(markdown: str) -> str:
    """Return markdown with backslashes for entities, headings for collapsed blocks, and tables for charts."""
    plain = CHART.sub(_table, markdown.replace(COLOURS, ""))
    plain = FOLD.sub(r"**\1**", plain).replace("</details>\n", "")
    return ENTITY.sub(lambda match: f"\\{chr(int(match[1]))}", plain)


def _table(chart: re.Match[str]) -> str:
    """Return a chart as a table: a row for each line, a column for each place."""
    axis, *others = re.findall(r"^ +(?:x-axis|line) \[(.*)\]$", chart[1], re.MULTILINE)
    places = [place.strip('"') for place in axis.split(", ")]
    rows = [["", *places], ["---", *("---:" for _ in places)]]
    rows += [[name, *heights.split(", ")] for name, heights in zip(("before", "after"), others, strict=False)]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)
