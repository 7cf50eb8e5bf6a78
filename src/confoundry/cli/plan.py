"""`confoundry plan`: what `confoundry run` would run, why, and for how long; it runs nothing."""

import sys
from collections import Counter
from collections.abc import Sequence
from textwrap import fill
from typing import TYPE_CHECKING, Annotated

import typer

from confoundry.cli.run import JOBS, Downstream, Force, Jobs, Stages
from confoundry.cli.set_params import Set
from confoundry.cli.sharing import Pull, check_remote, held, held_line, pulls

if TYPE_CHECKING:
    from rich.table import Table

    from confoundry.runner.plan import Planned

SHOWN = 3  # reasons per stage
ROWS = 14  # of the summary, which must fit on one screen
MODIFIED, MISSING = " modified", (" deleted", " not in cache")


def plan(
    stages: Stages = None,
    jobs: Jobs = JOBS,
    force: Force = False,
    downstream: Downstream = False,
    settings: Set = None,
    pull: Pull = None,
    details: Annotated[bool, typer.Option("--details", help="Show every stage and what changed.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON, for programs.")] = False,
) -> None:
    """Show what would run, why, and for how long; run nothing.

    With --set, the plan uses that value. params.yaml is not changed. With --pull, the DVC remote is asked which results
    it holds.
    """
    from confoundry.cli.study_check import check_study
    from confoundry.paths import PARAMS
    from confoundry.runner.dvc_books.ledger import RunLedger
    from confoundry.runner.past import Past, time_left
    from confoundry.runner.plan import plan as planned

    edited = check_study(settings or ())
    if edited:
        print(f"with {', '.join(edited.changes)} (params.yaml is not changed)", file=sys.stderr)
    ledger = RunLedger(tuple(stages or ()), downstream=downstream, instead={PARAMS: edited.text} if edited else None)
    check_remote(ledger, pull=pull)
    found = planned(ledger.steps, ledger.why(wait=False), force=force)
    asks = pulls(pull)
    there = None if force else held(ledger, [one.step.name for one in found], ask=asks)
    past = Past(ledger.root).seconds
    together = time_left([one.step for one in found], past, jobs)
    if as_json:
        _print_json(found, len(ledger.steps), past, together, there)
    else:
        _print_screen(found, Counter(step.group for step in ledger.steps), jobs, past, details=details)
        if there:
            print(held_line(len(there), len(found), ledger.remote.name, pull=asks))
        elif found and there is None and ledger.remote.name and not (asks or force):
            print(f"`confoundry plan --pull` asks the DVC remote {ledger.remote.name} which of these it holds.")


def _print_json(
    found: "Sequence[Planned]", of: int, past: dict[str, float], together: float | None, there: set[str] | None
) -> None:
    import json

    from confoundry.runner.past import expected

    times = expected([one.step for one in found], past)
    entries = [
        {"stage": one.step.name, "why": one.why, "after": one.after, "seconds": times[one.step.name]} for one in found
    ]
    on_remote = None if there is None else sorted(there)
    print(
        json.dumps(
            {"stages": entries, "unchanged": of - len(found), "seconds": together, "on_remote": on_remote}, indent=2
        )
    )


def _print_screen(
    found: "Sequence[Planned]", groups: Counter[str], jobs: int, past: dict[str, float], *, details: bool
) -> None:
    from rich.console import Console

    from confoundry.cli.study_check import is_study

    of = groups.total()
    if not found:
        print(f"Nothing to run: {of} of {of} stages are unchanged.")
        return
    console = Console(highlight=False, markup=False)
    sure = [one for one in found if one.why]
    console.print(f"{len(sure)} of {of} stages would run{_time(sure, past, jobs)}:")
    console.print(_table(sure, past) if details else _summary(sure, groups, past, jobs))
    if maybe := [one for one in found if not one.why]:
        whose = "their" if len(maybe) > 1 else "its"
        console.print(f"{len(maybe)} more would run if {whose} inputs change{_time(found, past, jobs, 'in all')}:")
        indent = "  "
        console.print(fill(_by_group(maybe), console.width, initial_indent=indent, subsequent_indent=indent))
    if is_study() and not _together(found, past, jobs):
        console.print("The time is not known yet: `preflight` measures it before anything is trained.")
    if not details:
        console.print("`confoundry plan --details` shows every stage.")


def _time(stages: "Sequence[Planned]", past: dict[str, float], jobs: int, words: str = "") -> str:
    seconds = _together(stages, past, jobs)
    return f", about {seconds} {words or f'with {jobs} at once'}" if seconds else ""


def _together(stages: "Sequence[Planned]", past: dict[str, float], jobs: int) -> str:
    from confoundry.runner.past import time_left
    from confoundry.wording import duration

    seconds = time_left([one.step for one in stages], past, jobs)
    return "" if seconds is None else duration(seconds)


def _summary(stages: "Sequence[Planned]", groups: Counter[str], past: dict[str, float], jobs: int) -> "Table":
    """Return a row for each group of stages and kind of reason."""
    rows: dict[tuple[str, str], list[Planned]] = {}
    for one in stages:
        rows.setdefault((one.step.group, _kind(one)), []).append(one)
    table = _columns(2)
    for (group, kind), members in list(rows.items())[:ROWS]:
        count = f"{len(members)} of {groups[group]}" if groups[group] > 1 else ""
        table.add_row(f"  {group}", count, _reason(kind, members), _together(members, past, jobs))
    if len(rows) > ROWS:
        table.add_row(f"  and {len(rows) - ROWS} more", "", "", "")
    return table


def _kind(one: "Planned") -> str:
    """Return the kind of reason for which a stage runs."""
    if len(one.why) == 1 and one.why[0] in ("new", "forced"):
        return one.why[0]
    return "missing" if all(word.endswith(MISSING) for word in one.why) else "changed"


def _reason(kind: str, members: "Sequence[Planned]") -> str:
    """Return the reasons, the most frequent first, such as `changed: variants.l2.l2 and 3 more`."""
    if kind in ("new", "forced"):
        return kind
    named = [word for one in members for word in one.why if kind == "missing" or not word.endswith(MISSING)]
    names = [name for name, _ in Counter(map(_name, named)).most_common()]
    more = f" and {len(names) - 1} more" if len(names) > 1 else ""
    return f"{kind}: {names[0]}{more}"


def _name(word: str) -> str:
    """Return the file or key of a reason; other reasons are returned unchanged."""
    for end in (MODIFIED, " new", *MISSING):
        word = word.removesuffix(end)
    return word.removeprefix("output ").removeprefix("changed ")


def _table(stages: "Sequence[Planned]", past: dict[str, float]) -> "Table":
    """Return a row for each stage: its name, the files and keys that changed, and its time."""
    from confoundry.runner.past import expected
    from confoundry.wording import duration

    table, times = _columns(1), expected([one.step for one in stages], past)
    for one in stages:
        words = [word.removesuffix(MODIFIED) for word in one.why]
        more = f" and {len(words) - SHOWN} more" if len(words) > SHOWN else ""
        seconds = times[one.step.name]
        time = "" if seconds is None else duration(seconds)
        table.add_row(f"  {one.step.name}", ", ".join(words[:SHOWN]) + more, time)
    return table


def _columns(left: int) -> "Table":
    """Return a table without rows: `left` columns of names, one for the reasons, one for the times."""
    from rich.table import Table

    table = Table(box=None, show_header=False, pad_edge=False, padding=(0, 2, 0, 0), expand=True)
    for _ in range(left):
        table.add_column(no_wrap=True)
    table.add_column(ratio=1, no_wrap=left > 1, overflow="ellipsis" if left > 1 else "fold")
    table.add_column(justify="right", no_wrap=True)
    return table


def _by_group(stages: "Sequence[Planned]") -> str:
    """Return stages with a count for each matrix, such as `ingest, train (9), report`."""
    counts = Counter(one.step.group for one in stages)
    named = [f"{group} ({count})" if count > 1 else group for group, count in counts.items()]
    more = f", and {len(named) - ROWS} more" if len(named) > ROWS else ""
    return ", ".join(named[:ROWS]) + more
