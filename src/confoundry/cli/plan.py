"""`confoundry plan`: what `confoundry run` would run, why, and for about how long; it runs nothing."""

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from confoundry.cli.run import JOBS, Downstream, Force, Jobs, Stages

if TYPE_CHECKING:
    from rich.table import Table

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
    from confoundry.runner.dvc_books.books import Books
    from confoundry.runner.past import Past, time_left
    from confoundry.runner.plan import plan as planned

    books = Books(tuple(stages or ()), downstream=downstream)
    found = planned(books.steps, books.why(wait=False), force=force)
    past = Past(books.root).seconds
    together = time_left([one.step for one in found], past, jobs)
    if as_json:
        _print_json(found, len(books.steps), past, together)
    else:
        _print_screen(found, len(books.steps), jobs, past)


def _print_json(found: "Sequence[Planned]", of: int, past: dict[str, float], together: float | None) -> None:
    import json

    from confoundry.runner.past import expected

    entries = [
        {"stage": one.step.name, "why": one.why, "after": one.after, "seconds": expected(one.step, past)}
        for one in found
    ]
    print(json.dumps({"stages": entries, "unchanged": of - len(found), "seconds": together}, indent=2))


def _print_screen(found: "Sequence[Planned]", of: int, jobs: int, past: dict[str, float]) -> None:
    from rich.console import Console
    from rich.padding import Padding

    sure = [one for one in found if one.why]
    if not found:
        print(f"Nothing to run: {of} of {of} stages are unchanged.")
        return
    console = Console(highlight=False, markup=False)
    console.print(f"{len(sure)} of {of} stages would run{_time(sure, past, jobs)}:")
    console.print(_table(sure, past))
    if maybe := [one for one in found if not one.why]:
        console.print(
            f"and, where these change what others read, {len(maybe)} more{_time(found, past, jobs, 'in all')}:"
        )
        console.print(Padding(_by_group(maybe), (0, 0, 0, 2)))


def _time(stages: "Sequence[Planned]", past: dict[str, float], jobs: int, words: str = "") -> str:
    from confoundry.runner.past import in_words, time_left

    seconds = time_left([one.step for one in stages], past, jobs)
    if seconds is None:
        return ""
    return f", about {in_words(seconds)} {words or f'with {jobs} at once'}"


def _table(stages: "Sequence[Planned]", past: dict[str, float]) -> "Table":
    """Return a row per stage: its name, the files and keys that changed, how long it takes."""
    from rich.table import Table

    from confoundry.runner.past import expected, in_words

    table = Table(box=None, show_header=False, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column(no_wrap=True)
    table.add_column(ratio=1)
    table.add_column(justify="right", no_wrap=True)
    for one in stages:
        words = [word.removesuffix(" modified") for word in one.why]
        more = f" and {len(words) - SHOWN} more" if len(words) > SHOWN else ""
        seconds = expected(one.step, past)
        time = "" if seconds is None else in_words(seconds)
        table.add_row(f"  {one.step.name}", ", ".join(words[:SHOWN]) + more, time)
    return table


def _by_group(stages: "Sequence[Planned]") -> str:
    """Return `ingest, train (9), report`: the stages of a matrix counted."""
    counts = Counter(one.step.group for one in stages)
    return ", ".join(f"{group} ({count})" if count > 1 else group for group, count in counts.items())
