"""`python -m bench`: measure, write bench/results.json, print the tables."""

import argparse
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from rich.console import Console

from bench.contenders import CONTENDERS
from bench.counterfactuals import matrix
from bench.environments import machine, versions
from bench.growth import growth
from bench.plan import PLANS, Plan
from bench.race import Say, race
from bench.study import study
from bench.summary import network_summary
from bench.table import show

RESULTS = Path(__file__).parent / "results.json"


def networks(plan: Plan, say: Say) -> dict[str, Any]:
    """Return the figures of each network."""
    rows = {name: one.row for name, one in CONTENDERS.items()}
    return {name: network_summary(times, rows) for name, times in race(plan, say).items()}


PARTS: dict[str, Callable[[Plan, Say], dict[str, Any] | None]] = {
    "networks": networks,
    "study": study,
    "matrix": matrix,
    "growth": growth,
}


def measure(plan: Plan, parts: list[str], out: Path, say: Say) -> dict[str, Any]:
    """Measure some parts; each is in the file as soon as it is there, and what else the file holds stays."""
    known = json.loads(out.read_text()) if out.exists() and parts != list(PARTS) else {}
    results = known | {"machine": machine(), "versions": versions()}
    out.parent.mkdir(parents=True, exist_ok=True)
    for part in parts:
        results[part] = PARTS[part](plan, say)
        out.write_text(json.dumps(results, indent=1, sort_keys=True) + "\n")
    return results


def main(arguments: list[str] | None = None) -> None:
    """Measure what the command line names."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--plan", choices=PLANS, default="full", help="how much is measured (bench/plan.py)")
    parser.add_argument("--only", nargs="+", choices=PARTS, help="these parts; the others stay in the file as they are")
    parser.add_argument("--out", type=Path, default=RESULTS, help="the file (default: bench/results.json)")
    asked = parser.parse_args(arguments)
    console, status = Console(), Console(stderr=True)
    with status.status("measuring") as line:
        results = measure(PLANS[asked.plan], asked.only or list(PARTS), asked.out, line.update)
    show(results, console)


if __name__ == "__main__":
    main()
