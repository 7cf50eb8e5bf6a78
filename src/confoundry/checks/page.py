"""The validation page: whether the data are fit, and the result of every check."""

import pandas as pd
from jinja2 import Environment, PackageLoader, StrictUndefined

from confoundry.checks.outcome import Checked
from confoundry.checks.screen import summary_line


def validation_page(checked: Checked, counts: pd.DataFrame) -> str:
    """Return the page as self-contained HTML.

    Args:
        checked: The results of the checks.
        counts: Images per split × class, from `class_counts`.
    """
    environment = Environment(
        loader=PackageLoader("confoundry", "checks"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    grid = counts.pivot_table(index="label", columns="split", values="images", sort=False, aggfunc="sum")
    return environment.get_template("validation.html.j2").render(
        checked=checked,
        checks=sorted(checked.checks.values(), key=lambda check: check.passed),
        failed=len(checked.failed("critical")),
        line=summary_line(checked),
        splits=list(grid.columns),
        grid=[(label, [int(images) for images in row]) for label, row in zip(grid.index, grid.to_numpy(), strict=True)],
        totals=[int(images) for images in grid.sum()],
    )
