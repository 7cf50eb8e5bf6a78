"""What Prefect's pages draw of a comparison."""

from confoundry.nightly.pages import as_drawn

COMMENT = """\
- New gate: &#42; × l2, max 25 points.

lighting × l2: right where the light misleads (before in grey, after in red)

```mermaid
%%{init: {"xyChart": {"width": 640}}}%%
xychart-beta
    x-axis ["mixed", "95%"]
    y-axis "right where the light misleads, %" 0 --> 100
    line [88.4, 52.8]
    line [87.5, 49.5]
```

<details><summary>The 2 stages that ran again</summary>

train&#64;none-l2

</details>
"""


def test_nothing_is_left_that_they_show_as_source():
    assert as_drawn(COMMENT) == (
        "- New gate: \\* × l2, max 25 points.\n\n"
        "lighting × l2: right where the light misleads\n\n"
        "|  | mixed | 95% |\n"
        "| --- | ---: | ---: |\n"
        "| before | 88.4 | 52.8 |\n"
        "| after | 87.5 | 49.5 |\n\n"
        "**The 2 stages that ran again**\n\n"
        "train\\@none-l2\n\n"
    )
