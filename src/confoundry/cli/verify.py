"""`confoundry verify`: reads every file in dvc.lock and lists those that are damaged, missing or changed."""

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from confoundry.runner.damage import Finding
    from confoundry.runner.dvc_books.recorded import Recorded
    from confoundry.runner.integrity import Entry, Hashes

NAMED = 5  # names per note


def verify(
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON, for programs.")] = False,
) -> None:
    """Check every file in dvc.lock; change nothing.

    Every file is read again. Damaged, missing and changed files are listed, each with the command that fixes it.
    """
    from confoundry.cli.study_check import check_graph
    from confoundry.errors import BadInput, NotFit
    from confoundry.runner.damage import find_damage
    from confoundry.runner.dvc_books.recorded import read_recorded

    check_graph()
    recorded = read_recorded()
    if not recorded.entries:
        remedy = "run the study first: `confoundry run`"
        raise BadInput("dvc.lock", expected="the files of a run", came="none", remedy=remedy)
    hashes = _rehashed(recorded.entries)
    found = find_damage(recorded.entries, hashes, remote=recorded.remote, unsettled=recorded.unsettled)
    if as_json:
        _print_json(found, recorded, hashes)
    else:
        _print_screen(found, recorded, hashes)
    if found:
        raise NotFit(f"{len(found)} of {len(recorded.entries)} paths in dvc.lock are not as recorded")


def _rehashed(entries: "Sequence[Entry]") -> "Hashes":
    """Read all files again, with a progress bar on a terminal."""
    from rich.console import Console
    from rich.progress import Progress

    from confoundry.runner.rehash import rehash

    console = Console(stderr=True)
    with Progress(console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("reading", total=len({path for one in entries for path in one.files}))
        done: Callable[[], None] = lambda: bar.advance(task)  # noqa: E731
        return rehash(entries, done)


def _print_json(found: "Sequence[Finding]", recorded: "Recorded", hashes: "Hashes") -> None:
    import json
    from dataclasses import asdict

    answer = {
        "fine": not found,
        "findings": [asdict(one) for one in found],
        "paths": len(recorded.entries),
        "files": len(hashes),
        "unrecorded": recorded.unrecorded,
        "unchecked": recorded.unchecked,
    }
    print(json.dumps(answer, indent=2))


def _print_screen(found: "Sequence[Finding]", recorded: "Recorded", hashes: "Hashes") -> None:
    from rich.console import Console

    console = Console(highlight=False, markup=False)
    for says, remedy in _grouped(found, recorded):
        console.print(says)
        console.print(f"    {remedy}", soft_wrap=True)  # a command must stay on one line, so that it can be copied
    notes = {
        "not recorded:": recorded.unrecorded,
        "not on this disk and not checked:": recorded.unchecked,
        "settings or inputs changed (no damage); these would run again:": recorded.unsettled,
    }
    for words, names in notes.items():
        if names:
            more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
            console.print(f"note: {words} {', '.join(names[:NAMED])}{more}")
    if not found:
        console.print(
            f"Everything is as recorded: {len(recorded.entries)} paths in dvc.lock, {len(hashes):,} files read."
        )


def _grouped(found: "Sequence[Finding]", recorded: "Recorded") -> Iterator[tuple[str, str]]:
    """Return problems and remedies; problems with the same reason are joined.

    In a fresh clone, no output of a run exists. Inputs that were changed on purpose are no damage.
    """
    from confoundry.runner.damage import FEW

    kept = {one.path for one in recorded.entries if one.output and one.cached}
    read = {one.path for one in recorded.entries if not one.output}
    gone = [one for one in found if one.path in kept and one.state == "missing"]
    changed = [one for one in found if one.path in read and one.state == "changed"]
    rest = list(found)
    if len(gone) == len(kept) > FEW:
        rest = [one for one in rest if one not in gone]
        yield (
            f"No output of the recorded run is here, as in a fresh clone: {len(gone)} paths are missing.",
            "dvc pull" if recorded.remote else "confoundry run",
        )
    if len(changed) > FEW:
        rest = [one for one in rest if one not in changed]
        named = ", ".join(one.path for one in changed[:FEW])
        yield (
            f"{len(changed)} inputs have changed since the recorded run: {named} and {len(changed) - FEW} more",
            "no damage if you changed them: `confoundry run` uses them as they are",
        )
    yield from ((f"{one.path}: {one.says}", one.remedy) for one in rest)
