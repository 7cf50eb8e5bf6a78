"""`python -m bench.faults`: train programs with known faults, diagnose them, write <part>.csv, print the figures."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from pathlib import Path

from rich.console import Console
from rich.progress import Progress

from bench.faults.parts import SIZES, programs
from bench.faults.program import Program
from bench.faults.report import sheets
from bench.faults.rows import rows, write
from bench.faults.seal import HERE, check_seal, seal
from bench.faults.showing import markdown, show
from bench.faults.work import examine, facts_file, over, score_file, train
from confoundry.errors import Refusal


def main(arguments: list[str] | None = None) -> int:
    """Do what the command line asks for, and return the status."""
    parser = argparse.ArgumentParser(prog="python -m bench.faults", description=__doc__)
    parser.add_argument("--part", choices=SIZES, default="develop", help="which programs (default: develop)")
    parser.add_argument("--jobs", type=int, default=2, help="how many processes (default: 2)")
    parser.add_argument("--kill-only", action="store_true", help="only find out which mistakes do harm")
    parser.add_argument("--only", default="", metavar="TEXT", help="programs whose name has this; nothing is written")
    parser.add_argument("--again", action="store_true", help="measure again what has been measured")
    parser.add_argument("--sealed", action="store_true", help="run the sealed part, which is done once")
    parser.add_argument("--seal", action="store_true", help="write the list of the sealed part, and its hash")
    parser.add_argument("--markdown", type=Path, metavar="FILE", help="write the tables there too")
    asked = parser.parse_args(arguments)
    if asked.part == "sealed" and not asked.sealed:
        parser.error("the sealed part is run once, for the figures that are published: add --sealed to do that")
    try:
        _run(asked)
    except Refusal as refusal:
        Console(stderr=True).print(str(refusal), style="red", highlight=False)
        return refusal.status
    return 0


def _run(asked: argparse.Namespace) -> None:
    if asked.seal:
        seal(programs("sealed"))
        return
    every = programs(asked.part)
    if asked.part == "sealed":
        check_seal(every)
    some = [program for program in every if asked.only in program.name]
    twins = {program.twin for program in some}
    needed = [program for program in every if program in some or program.name in twins]
    _work("training", train, score_file, needed, asked)
    if not asked.kill_only:
        _work("diagnosing", examine, facts_file, some, asked)
    table = rows(needed)
    if not asked.only:
        write(table, HERE / f"{asked.part}.csv")
    found = sheets(table)
    show(found, Console())
    if asked.markdown:
        asked.markdown.write_text(markdown(found))


def _work(
    title: str,
    work: Callable[[str, str], str],
    file: Callable[[Program], Path],
    some: Sequence[Program],
    asked: argparse.Namespace,
) -> None:
    """Do what has not been done yet, with a bar."""
    names = [program.name for program in some if asked.again or not file(program).exists()]
    if not names:
        return
    with Progress(console=Console(stderr=True)) as bar:
        task = bar.add_task(title, total=len(names))
        for name, error in over(work, asked.part, names, asked.jobs):
            if error:
                bar.console.print(f"{name}: {error}", style="dim", highlight=False)
            bar.advance(task)


if __name__ == "__main__":
    raise SystemExit(main())
