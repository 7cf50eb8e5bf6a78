"""The networks, trained by every side in turns."""

import tempfile
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.contenders import CONTENDERS, MULTIPLIERS, Contender
from bench.digits import write_digits, write_start
from bench.environments import SIDES, interpreter
from bench.gemm import products
from bench.networks import NETWORKS
from bench.plan import Plan
from bench.process import SideFailed, SideProcess

Say = Callable[[str], None]
Times = dict[str, dict[str, Any]]
REPEATS = 50  # of the products, each time that they are measured


def race(plan: Plan, say: Say) -> dict[str, Times]:
    """Return what each side needed for each network: ms a step in `rounds`, and `accuracies`, one a seed.

    The products of a step are under `gemm`: ms in `rounds`, a list for each library.
    """
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        wanted = {name: one for name, one in CONTENDERS.items() if plan.sides is None or name in plan.sides}
        sides, multipliers = (_started(some, folder, stack) for some in (wanted, MULTIPLIERS))
        data = write_digits(folder, plan.train, plan.test)
        return {name: Race(name, plan, data, sides, multipliers, say).run() for name in plan.networks}


@dataclass(frozen=True)
class Race:
    """One network, and the processes that train it."""

    network: str
    plan: Plan
    data: Path
    sides: Mapping[str, SideProcess]
    multipliers: Mapping[str, SideProcess]
    say: Say

    def run(self) -> Times:
        """Train from the start with every seed, and return all times."""
        starts = self._starts()
        times = {side: self._opened(side, starts[0]) for side in self.sides}
        products_ms: dict[str, list[float]] = {library: [] for library in self.multipliers}
        for process in self.multipliers.values():
            process.ask("open", shapes=products(NETWORKS[self.network], self.plan.batch))
        for seed, start in enumerate(starts):
            self._each(times, "start", start=str(start))
            self._first_epoch(times)
            for number in range(self.plan.rounds):
                self.say(f"{self.network}: seed {seed + 1} of {len(starts)}, round {number + 1} of {self.plan.rounds}")
                self._round(times, turn=number)
                for library, process in self.multipliers.items():
                    products_ms[library].append(1e3 * process.ask("measure", repeats=REPEATS)["seconds"])
            for side, answer in self._each(times, "score").items():
                times[side]["accuracies"].append(answer["accuracy"])
        return times | {"gemm": {"rounds": products_ms}}

    def _starts(self) -> list[Path]:
        sizes = {"images": self.plan.train, "epochs": 1 + self.plan.rounds * self.plan.epochs}
        layers = NETWORKS[self.network]
        slow = any(layer["layer"] == "conv" for layer in layers)
        seeds = range(self.plan.slow_seeds if slow else self.plan.seeds)
        return [write_start(self.data.parent, self.network, layers, seed=seed, **sizes) for seed in seeds]

    def _opened(self, side: str, start: Path) -> dict[str, Any]:
        self.say(f"{self.network}: {side} gets ready")
        wanted = {"layers": NETWORKS[self.network], "data": str(self.data), "start": str(start)}
        times: Times = {side: {"rounds": [], "accuracies": []}}
        for answer in self._each(times, "open", **wanted, batch=self.plan.batch).values():
            times[side] |= answer
        return times[side]

    def _first_epoch(self, times: Times) -> None:
        """Train the epoch that compiles; the first seed's counts as the first call."""
        for side, answer in self._each(times, "train", epochs=1).items():
            times[side].setdefault("first_call_seconds", times[side]["seconds"] + answer["seconds"])

    def _round(self, times: Times, turn: int) -> None:
        steps = self.plan.epochs * (self.plan.train // self.plan.batch)
        for side, answer in self._each(times, "train", turn=turn, epochs=self.plan.epochs).items():
            times[side]["rounds"].append(1e3 * answer["seconds"] / steps)

    def _each(self, times: Times, do: str, turn: int = 0, **request: Any) -> dict[str, dict[str, Any]]:
        """Ask each side, a different one first each turn; one whose process ended is out of the race."""
        names = [side for side, one in times.items() if "failed" not in one]
        turn %= max(len(names), 1)
        answers = {}
        for side in names[turn:] + names[:turn]:
            try:
                answers[side] = self.sides[side].ask(do, **request)
            except SideFailed as failure:
                if side == "engine":  # all are measured against it
                    raise
                times[side]["failed"] = (str(failure).splitlines() or ["it ended"])[-1]
        return answers


def _started(contenders: Mapping[str, Contender], folder: Path, stack: ExitStack) -> dict[str, SideProcess]:
    """Start all whose environment is there; they end with the stack."""
    started = {}
    for name, one in contenders.items():
        if python := interpreter(one.environment):
            command = [str(python), str(SIDES / one.script), *one.arguments]
            started[name] = SideProcess(command, folder / f"{one.row}_{name}.log")
            stack.callback(started[name].end)
    return started
