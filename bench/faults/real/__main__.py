"""`python -m bench.faults.real`: diagnose the programs, write real.csv, print the table."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console

from confoundry.training.start import start_tensorflow

if TYPE_CHECKING:
    from bench.faults.real.question import Question

HERE = Path(__file__).parent


def main(arguments: list[str] | None = None) -> None:
    """Do what the command line asks for."""
    parser = argparse.ArgumentParser(prog="python -m bench.faults.real", description=__doc__)
    parser.add_argument("programs", nargs="*", metavar="PROGRAM", help="their names (default: all)")
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--harms", action="store_true", help="score them with each mistake alone instead: harms.csv")
    which.add_argument("--mended", action="store_true", help="diagnose the mended programs instead: mended.csv")
    parser.add_argument(
        "--seeds", type=int, default=3, help="with --harms: how many trainings give a score (default: 3)"
    )
    parser.add_argument("--out", type=Path, help="the CSV (default: beside the code)")
    asked = parser.parse_args(arguments)
    start_tensorflow(threads=1)
    questions, console = _chosen(asked.programs, parser), Console()
    if asked.harms:
        _harms(questions, asked.seeds, asked.out or HERE / "harms.csv", console)
    else:
        name = "mended" if asked.mended else "real"
        _answers(questions, asked.mended, asked.out or HERE / f"{name}.csv", console)


def _chosen(names: list[str], parser: argparse.ArgumentParser) -> list[Question]:
    known = {name: question for names in _sets().values() for name, question in names.items()}
    if unknown := sorted(set(names) - set(known)):
        parser.error(f"no such program: {', '.join(unknown)} (there are {', '.join(known)})")
    return [known[name] for name in names or known]


def _sets() -> dict[str, dict[str, Question]]:
    from bench.faults.real.table import MORE, REAL

    return {"REAL": REAL, "MORE": MORE}


def _answers(questions: list[Question], mended: bool, out: Path, console: Console) -> None:
    """Diagnose the programs, as they were asked about or mended."""
    from bench.faults.real.answer import answer
    from bench.faults.real.page import count, known_scores, row, table, write

    programs = (question.mended() if mended else question.program() for question in _watched(questions, console))
    answers = [answer(program) for program in programs]
    scores = known_scores(HERE / "harms.csv")
    rows = [row(one, scores.get(one.program, {})) for one in answers]
    write(rows, out)
    console.print(table(rows))
    for name, names in _sets().items():
        if some := [one for one in answers if one.program in names]:
            console.print(f"{name}, {count(some)}", highlight=False)


def _harms(questions: list[Question], seeds: int, out: Path, console: Console) -> None:
    """Train each program with each mistake alone, and with each mended alone."""
    from bench.faults.real.harm import harms
    from bench.faults.real.page import harm_row, harm_table, write

    found = [
        harm_row(harm, question.mistakes[harm.mistake].causes)
        for question in _watched(questions, console)
        for harm in harms(question, seeds)
    ]
    write(found, out)
    console.print(harm_table(found))


def _watched(questions: list[Question], console: Console) -> Iterator[Question]:
    """Give the questions one after the other, and say on a terminal which one it is."""
    with console.status("") as line:
        for number, question in enumerate(questions, 1):
            line.update(f"{number} of {len(questions)}: {question.name}")
            yield question


if __name__ == "__main__":
    main()
