"""The failed checks as a table for the terminal, and a summary in one line."""

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from confoundry.checks.outcome import Check, Checked

WIDTH = 80


def show_failures(checked: Checked, console: Console | None = None) -> None:
    """Print the failed checks with the number and names of rows, in 80 columns."""
    table = Table(box=box.SIMPLE_HEAD, width=WIDTH)
    table.add_column("failed check", max_width=22)
    table.add_column("rows", justify="right", max_width=9)
    table.add_column("failing rows", ratio=1)
    for check in [*checked.failed("critical"), *checked.failed("warning", "info")]:
        kind = "" if check.severity == "critical" else f" ({check.severity})"
        more = f", and {check.failed - len(check.ids):,} more" if check.failed > len(check.ids) > 0 else ""
        which = Text(", ".join(check.ids) + more)
        table.add_row(Text(check.words + kind), f"{check.failed:,}", which + Text(f"\n{check.expected}", "dim"))
    (console or Console(width=WIDTH)).print(table)


def summary_line(checked: Checked) -> str:
    """Return the number of checks that passed, and the warnings."""
    passed = sum(check.passed for check in checked.checks.values())
    notes = [_note(check) for check in checked.failed("warning", "info")]
    said = f", {len(notes)} warning{'s' * (len(notes) > 1)} ({'; '.join(notes)})" if notes else ""
    return f"{passed} checks passed{said}"


def _note(check: Check) -> str:
    """Return a warning, with the row if there is only one, else with the number of rows."""
    alone = check.failed == len(check.ids) == 1
    return f"{check.words}: {check.ids[0] if alone else f'{check.failed:,}'}"
