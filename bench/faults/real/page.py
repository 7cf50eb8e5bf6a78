"""The answers as a table for a terminal of 80 columns, and as a CSV."""

from __future__ import annotations

import csv
import math
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from statistics import fmean
from typing import Any

from rich.box import SIMPLE
from rich.table import Table

from bench.faults.real.answer import Answer
from bench.faults.real.harm import Harm

STYLES = {"first": "bold green", "hit": "green", "healthy": "green"}  # all else is red
Scores = Sequence[float]


def row(answer: Answer, scores: Mapping[str, str]) -> dict[str, Any]:
    """Return a program's line of the CSV; scores as `harms.csv` has them."""
    return {
        "program": answer.program,
        "named": " ".join(answer.named),
        "true": " ".join(answer.accepted),
        "verdict": answer.verdict,
        "asked": scores.get("asked", ""),
        "mended": scores.get("mended", ""),
        "error": answer.error,
    }


def harm_row(harm: Harm, causes: Iterable[str]) -> dict[str, Any]:
    """Return a mistake's line of the CSV."""
    scores = {name: figure(getattr(harm, name)) for name in ("asked", "mended", "left", "without")}
    return {
        "program": harm.program,
        "mistake": harm.mistake,
        "causes": " ".join(causes),
        **scores,
        "matters": harm.matters,
    }


def figure(scores: Scores) -> str:
    """Return the mean score with two decimals; `nan` where one is no number."""
    mean = fmean(scores)
    return "nan" if math.isnan(mean) else f"{mean:.2f}"


def known_scores(path: Path) -> dict[str, dict[str, str]]:
    """Return what `harms.csv` says of each program."""
    if not path.exists():
        return {}
    with path.open(encoding="utf-8", newline="") as file:
        return {line["program"]: line for line in csv.DictReader(file)}


def write(rows: list[dict[str, Any]], path: Path) -> None:
    """Write lines as a CSV."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        table.writeheader()
        table.writerows(rows)


def table(rows: Iterable[dict[str, Any]]) -> Table:
    """Return the table: program, causes that were named, true causes, verdict and scores."""
    shown = Table("program", box=SIMPLE, pad_edge=False, collapse_padding=True, width=80)
    for name in ("named", "true", ""):
        shown.add_column(name, no_wrap=True)
    for name in ("asked", "mended"):
        shown.add_column(name, justify="right", no_wrap=True)
    for line in rows:
        named = "\n".join(line["named"].split()[:3]) or ("(error)" if line["error"] else "–")
        verdict = f"[{STYLES.get(line['verdict'], 'red')}]{line['verdict']}[/]"
        program = line["program"].replace("_", " ")  # words can be wrapped
        true = "\n".join(line["true"].split())
        shown.add_row(program, named, true, verdict, line["asked"], line["mended"])
    return shown


def harm_table(rows: Iterable[dict[str, Any]]) -> Table:
    """Return the table of what each mistake does."""
    shown = Table("program", "mistake", box=SIMPLE, pad_edge=False, collapse_padding=True, width=80)
    for name in ("asked", "mended", "left", "without"):
        shown.add_column(name, justify="right")
    shown.add_column("matters")
    for line in rows:
        cells = (line[name] for name in ("program", "mistake", "asked", "mended", "left", "without"))
        shown.add_row(*cells, "yes" if line["matters"] else "[red]no[/]")
    return shown


def count(answers: Sequence[Answer]) -> str:
    """Return in a sentence how many faults were detected and how many named."""
    detected = sum(one.detected for one in answers)
    if not any(one.accepted for one in answers):
        return f"{len(answers)} mended programs: something is said to be wrong with {detected}."
    first, three = (sum(one.hit(top) for one in answers) for top in (1, 3))
    return f"{len(answers)} programs: {detected} detected, a true cause first in {first}, in the top three in {three}."
