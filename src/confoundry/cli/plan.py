"""`confoundry plan`: what `confoundry run` would run, why, and for about how long; it runs nothing."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from confoundry.cli.run import JOBS, Downstream, Force, Jobs, Stages

if TYPE_CHECKING:
    from confoundry.runner.plan import Planned

SHOWN = 3  # reasons of a stage


def plan(
    stages: Stages = None,
    jobs: Jobs = JOBS,
    force: Force = False,
    downstream: Downstream = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print it as JSON, for programs.")] = False,
) -> None:
    """Say what would run, and why; run nothing."""
    from confoundry.runner.books import Books
    from confoundry.runner.past import Past, time_left
    from confoundry.runner.plan import plan as planned

    books = Books(tuple(stages or ()), downstream=downstream)
    found = planned(books.steps, books.why(wait=False), force=force)
    past = Past(books.root).seconds
    together = time_left([one.step for one in found], past, jobs)
    if as_json:
        _print_json(found, len(books.steps), past, together)
    else:
        _print_screen(found, len(books.steps), jobs, past, together)


def _print_json(found: "Sequence[Planned]", of: int, past: dict[str, float], together: float | None) -> None:
    import json

    from confoundry.runner.past import expected

    entries = [
        {"stage": one.step.name, "why": one.why, "after": one.after, "seconds": expected(one.step, past)}
        for one in found
    ]
    print(json.dumps({"stages": entries, "unchanged": of - len(found), "seconds": together}, indent=2))


def _print_screen(
    found: "Sequence[Planned]", of: int, jobs: int, past: dict[str, float], together: float | None
) -> None:
    from rich.console import Console
    from rich.table import Table

    from confoundry.runner.past import expected, in_words

    if not found:
        print(f"Nothing to run: {of} of {of} stages are unchanged.")
        return
    time = f", about {in_words(together)} with {jobs} at once" if together else ""
    print(f"{len(found)} of {of} stages would run{time}:")
    table = Table(box=None, show_header=False, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column(no_wrap=True)
    table.add_column(ratio=1)
    table.add_column(justify="right", no_wrap=True)
    for one in found:
        seconds = expected(one.step, past)
        table.add_row(one.step.name, _why(one), in_words(seconds) if seconds is not None else "")
    Console(highlight=False, markup=False).print(table)


def _why(one: "Planned") -> str:
    """Say what changed; where nothing did yet, what it waits for."""
    return _some(one.why) if one.why else f"after {_some(one.after)}"


def _some(words: "Sequence[str]") -> str:
    return ", ".join(words[:SHOWN]) + (f" and {len(words) - SHOWN} more" if len(words) > SHOWN else "")
