"""What `diagnose` measures of a program, and how long that takes beside the training that it watches."""

from __future__ import annotations

import time
import traceback
import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bench.faults.program import Program
from confoundry.keys import key

if TYPE_CHECKING:
    import keras

    from confoundry.diagnosis.facts import Facts

SEED = 0  # of the one training that is diagnosed


@dataclass(frozen=True)
class Examined:
    """What was measured.

    Attributes:
        facts: None where the diagnosis died.
        error: What it died of.
        train_seconds: The engine alone, on the same program; None where that cannot be trained.
        diagnosis_seconds: All of the diagnosis but the judgement, which takes milliseconds.
    """

    facts: Facts | None
    error: str
    train_seconds: float | None
    diagnosis_seconds: float


def examined(program: Program) -> Examined:
    """Examine a program; every other one is trained alone before, and the others after."""
    before = key("faults", "turn", program.name) % 2 == 0
    seconds = _alone(program) if before else None
    facts, error, taken = _examined(program)
    return Examined(facts, error, seconds if before else _alone(program), taken)


def _examined(program: Program) -> tuple[Facts | None, str, float]:
    from confoundry.diagnosis.diagnose import examine

    x, y, x_val, y_val = program.data()
    model = _untouched(program)
    began = time.perf_counter()
    facts, error = None, ""
    try:
        facts = examine(
            model,
            x,
            y,
            validation=(x_val, y_val),
            epochs=program.epochs,
            batch_size=program.batch_size,
            seed=SEED,
        )
    except Exception as raised:  # a diagnosis that dies has missed the fault; the report shows it
        where = traceback.extract_tb(raised.__traceback__)[-1]
        error = " ".join(f"{type(raised).__name__}: {raised} ({where.filename}:{where.lineno})".split())[:300]
    return facts, error, time.perf_counter() - began


def _alone(program: Program) -> float | None:
    from confoundry.training import fit

    x, y, x_val, y_val = program.data()
    model = _untouched(program)
    began = time.perf_counter()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            options = {"epochs": program.epochs, "batch_size": program.batch_size, "seed": SEED}
            fit(model, x, y, validation_data=(x_val, y_val), **options)
    except Exception:  # such a program cannot be trained, so nothing can be watched
        return None
    return time.perf_counter() - began


def _untouched(program: Program) -> keras.Model:
    """Return the network as its author has it: compiled, and built only if that is how it is written."""
    import keras

    keras.utils.clear_session()
    keras.utils.set_random_seed(key("faults", "weights", SEED) % 2**32)
    return program.build()
