"""What workers do, each with TensorFlow imported once and one thread: train programs, and examine them."""

from __future__ import annotations

import json
import multiprocessing
import pickle
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from functools import partial
from pathlib import Path

from bench.faults.cache import HERE, ROOT, building, code, place, store, stored
from bench.faults.killing import SEEDS, Trained
from bench.faults.program import Program

DIAGNOSIS = ROOT / "src" / "confoundry" / "diagnosis"
MEASURING = (
    DIAGNOSIS / "measured",
    DIAGNOSIS / "facts.py",
    DIAGNOSIS / "plan.py",
    ROOT / "src" / "confoundry" / "training",
    HERE / "examining.py",
)
TASKS = 60  # programs a worker takes before another one replaces it: Keras keeps some memory of each


def score_file(program: Program) -> Path:
    """Return where a program's scores are kept."""
    return place("scores", (building(), program.name, program.content, program.epochs, program.batch_size, SEEDS))


def facts_file(program: Program) -> Path:
    """Return where what was measured of a program is kept."""
    words = (building(), code(MEASURING), program.name, program.content, program.epochs, program.batch_size)
    return place("facts", words, ".pickle")


def trained(program: Program) -> Trained | None:
    """Return how a program did, if it has been trained."""
    kept = stored(score_file(program))
    return Trained(**kept) if kept else None


def train(part: str, name: str) -> str:
    """Train a program with all seeds, keep its scores, and say how it went."""
    from bench.faults.killing import trained

    program = _program(part, name)
    found = trained(program)
    store(score_file(program), json.dumps(asdict(found)).encode())
    return found.error


def examine(part: str, name: str) -> str:
    """Examine a program, keep what was measured, and say how it went."""
    from bench.faults.examining import examined

    program = _program(part, name)
    found = examined(program)
    store(facts_file(program), pickle.dumps(found))
    return found.error


def over(work: Callable[[str, str], str], part: str, names: Sequence[str], jobs: int) -> Iterator[tuple[str, str]]:
    """Do some work on programs in several processes, and yield each one's name and how it went, as they end.

    An executor of `concurrent.futures` waits for ever where all its workers have had their last task at once.
    """
    spawn = multiprocessing.get_context("spawn")
    with spawn.Pool(jobs, initializer=_start, maxtasksperchild=TASKS) as pool:
        yield from pool.imap_unordered(partial(_done, work, part), names)


def _done(work: Callable[[str, str], str], part: str, name: str) -> tuple[str, str]:
    return name, work(part, name)


def _start() -> None:
    from confoundry.training.start import start_tensorflow

    start_tensorflow(threads=1)
    _warm_up()


def _warm_up() -> None:
    """Compile something, so that the first program does not pay for what a process pays once."""
    import keras
    import numpy as np

    from confoundry.training import fit

    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(2), keras.layers.Dense(1)])
    model.compile("adam", "mse")
    x = np.zeros((8, 2), np.float32)
    fit(model, x, x[:, :1], epochs=1, batch_size=4, seed=0)


def _program(part: str, name: str) -> Program:
    from bench.faults.parts import programs

    return next(program for program in programs(part) if program.name == name)
