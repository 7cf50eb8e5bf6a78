"""The counterfactual matrix against `model.predict` over the same renderings."""

import json
import os
import subprocess
import sys
from typing import Any

from bench.environments import ROOT
from bench.plan import Plan
from bench.race import Say
from bench.study_folder import PYTHON_PATH
from bench.summary import figure, ratio

OURS = "the matrix"


def matrix(plan: Plan, say: Say) -> dict[str, Any] | None:
    """Return, for each network, the ms of each way, and how many times ours the others are."""
    if not plan.matrix:
        return None
    say("matrix")
    command = [sys.executable, "-m", "bench.matrix_rounds", str(plan.matrix)]
    done = subprocess.run(
        command, cwd=ROOT, env=os.environ | PYTHON_PATH, stdout=subprocess.PIPE, text=True, check=True
    )
    rounds = json.loads(done.stdout.splitlines()[-1])
    return {network: _ways(ways) for network, ways in rounds.items()}


def _ways(ways: dict[str, list[float]]) -> dict[str, Any]:
    return {
        name: {"ms": figure(times, 2)} | ({} if name == OURS else {"ratio": ratio(times, ways[OURS])})
        for name, times in ways.items()
    }
