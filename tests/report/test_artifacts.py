"""What Prefect's pages show of a study."""

from rich.table import Table
from rich.text import Text

from confoundry.artifacts import validation_rows
from confoundry.report.markdown_table import as_markdown


def test_a_row_with_nothing_beside_its_name_is_a_heading():
    table = Table("variant", "verdict")
    table.add_column("points", justify="right")
    table.add_row("light")
    table.add_row("  l2|x", Text("leans on it"))
    assert as_markdown(table) == (
        "| variant | verdict | points |\n| --- | --- | ---: |\n| **light** |  |  |\n| l2\\|x | leans on it | – |\n"
    )


def test_the_checks_are_told_after_the_images():
    found = {
        "splits": {"test": 9, "train": 30, "validation": 3},
        "checks": 18,
        "failed": {"same image": 2},
        "warnings": {"balance": 1},
    }
    assert [tuple(row.values()) for row in validation_rows(found)] == [
        ("images to train on", 30, ""),
        ("images to validate on", 3, ""),
        ("images to test on", 9, ""),
        ("checks that passed", 16, "of 18"),
        ("same image", 2, "stops the study"),
        ("balance", 1, "worth a look"),
    ]
