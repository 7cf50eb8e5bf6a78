"""All trainings of the default study: its stages, against a plain loop of `model.fit` over the same models."""

import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bench.plan import Plan
from bench.process import SideProcess
from bench.race import Say
from bench.study_folder import PYTHON_PATH, pairs, prepared, run_stage

Seconds = dict[str, float]


def study(plan: Plan, say: Say) -> dict[str, Any] | None:
    """Return the seconds of both with fewer training seeds, and of the stages alone with all of them.

    The loop is one process; each stage is one, and what it spends on importing and compiling counts. A stage and the
    loop over the same models take turns.
    """
    if not plan.replicates:
        return None
    with tempfile.TemporaryDirectory() as name:
        say("study: data and shortcuts")
        both = _both(prepared(Path(name) / "both", replicates=plan.replicates), say)
        both["replicates"] = plan.replicates
        if plan.whole:
            folder = prepared(Path(name) / "whole", replicates=plan.whole)
            both["whole"] = _whole(folder, plan, both, say)
        return both


def _both(folder: Path, say: Say) -> dict[str, Any]:
    loop = SideProcess([sys.executable, "-m", "bench.plain_loop"], folder / "loop.log", PYTHON_PATH, folder)
    imported = _timed(lambda: loop.ask("begin"))
    stages: Seconds = {}
    plain: Seconds = {}
    models = 0
    for confound, variant in pairs(folder):
        say(f"study: {confound} × {variant}")
        stages[f"{confound}-{variant}"] = _timed(lambda c=confound, v=variant: run_stage(folder, "train", c, v))
        begun = time.perf_counter()
        models += loop.ask("train", confound=confound, variant=variant)["models"]
        plain[f"{confound}-{variant}"] = round(time.perf_counter() - begun, 2)
    loop.end()
    total = imported + sum(plain.values())
    return {
        "models": models,
        "stages": stages,
        "loop": plain,
        "loop_import_seconds": imported,
        "stages_seconds": round(sum(stages.values()), 1),
        "loop_seconds": round(total, 1),
        "ratio": round(total / sum(stages.values()), 2),
    }


def _whole(folder: Path, plan: Plan, both: dict[str, Any], say: Say) -> dict[str, Any]:
    """Time all stages; the loop's time is its time above, times the training seeds: the one figure that is scaled."""
    seconds = 0.0
    for confound, variant in pairs(folder):
        say(f"study: {confound} × {variant}, all {plan.whole} training seeds")
        seconds += _timed(lambda c=confound, v=variant: run_stage(folder, "train", c, v))
    times = plan.whole / plan.replicates
    scaled = both["loop_import_seconds"] + sum(both["loop"].values()) * times
    return {
        "models": round(both["models"] * times),
        "replicates": plan.whole,
        "stages_seconds": round(seconds, 1),
        "loop_seconds_scaled": round(scaled, 1),
        "ratio_scaled": round(scaled / seconds, 2),
    }


def _timed(call: Callable[[], object]) -> float:
    begun = time.perf_counter()
    call()
    return round(time.perf_counter() - begun, 2)
