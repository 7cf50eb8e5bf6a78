"""Shows the progress of a stage: a bar on a terminal, otherwise one line at half-time."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn


class Steps:
    """The progress of a stage.

    Args:
        label: The name of the work, such as "train · lighting × l2".
        total: Number of models.
        epochs: Number of epochs of each model; 0 if there are none.
        bar: The bar; None without a terminal.
    """

    def __init__(self, label: str, total: int, epochs: int, bar: Progress | None) -> None:
        self.label, self.total, self.epochs, self.bar, self.done = label, total, epochs, bar, 0
        self.task = bar.add_task(label, total=total, epoch="") if bar else None

    def epoch(self, number: int) -> None:
        """Report that an epoch, counted from 1, has ended."""
        if self.bar and self.task is not None:
            self.bar.update(self.task, epoch=f"epoch {number} of {self.epochs}")

    def model(self) -> None:
        """Report that a model is done."""
        self.done += 1
        if self.bar and self.task is not None:
            self.bar.advance(self.task)
        elif self.done == self.total // 2 and self.done < self.total:
            print(f"{self.label}: {self.done} of {self.total} models", flush=True)


@contextmanager
def progress(label: str, total: int, epochs: int = 0) -> Iterator[Steps]:
    """Show progress while the block runs."""
    if not sys.stderr.isatty():
        yield Steps(label, total, epochs, None)
        return
    columns = (
        TextColumn("{task.description}"),
        BarColumn(24),
        MofNCompleteColumn(),
        TextColumn("{task.fields[epoch]}"),
    )
    with Progress(*columns, TimeRemainingColumn(), console=Console(stderr=True), transient=True) as bar:
        yield Steps(label, total, epochs, bar)
