"""Differences to render, written by hand."""

import math

import pytest

from confoundry.comparison.changes import changes
from confoundry.comparison.difference import Difference
from confoundry.comparison.gate_changes import changed_gates, loosened
from confoundry.comparison.gates import check_gates, drops_of
from confoundry.comparison.inputs import ChangedInput
from confoundry.comparison.numbers import Numbers
from confoundry.comparison.settings import parse_gates
from confoundry.evaluation.settings import LimitSettings
from confoundry.figures import Figure
from confoundry.statistics.crossed import Crossed

NAN = math.nan
VALIDATION = {
    "checks": 18,
    "fit": "yes",
    "images": 5000,
    "splits": {"test": 961, "train": 3502, "validation": 537},
    "failed": {},
    "warnings": {"balance": 3},
}


def sure(value, error=0.004):
    return Crossed(value, 0.0, error**2, 0.0, 7, 961)


def study(variants, pulls, confounds=("none", "lighting"), verdicts=None, causes=None):
    """Numbers of confounds × variants, each with its excess pull and a curve."""
    headline, rows = {}, {}
    for confound in confounds:
        for variant, pull in zip(variants, pulls, strict=True):
            here = headline.setdefault(confound, {})
            if confound == "none":
                here[variant] = {"verdict": "trained", "plain_accuracy": 0.92}
                rows["none", variant, "control", "plain_accuracy"] = Figure(0.92, 0.91, 0.93, 961, 7, 0)
                continue
            here[variant] = {"verdict": (verdicts or {}).get(variant, "leans"), "excess_pull": pull}
            rows[confound, variant, "0.95", "excess_pull"] = Figure(pull, pull - 0.01, pull + 0.01, 961, 7, 0)
            rows[confound, variant, "0.95", "shortcut_cost"] = Figure(0.25, 0.23, 0.27, 961, 7, 0)
            for place, value in (("control", 0.9), ("0.5", 0.85), ("0.95", 0.9 - pull)):
                rows[confound, variant, place, "conflicting_accuracy"] = Figure(value, NAN, NAN, 961, 7, 0)
    return Numbers(headline=headline, rows=rows, verdict_at="0.95", validation=VALIDATION, causes=causes or {})


def made(before, after, pairs, rules=(), older=(), **others):
    """A difference with its gates."""
    found = changes(before, after, pairs, LimitSettings()) if before else []
    gates, old = parse_gates(list(rules)), parse_gates(list(older))
    fields = {
        "against": "0123456789abcdef0123456789abcdef01234567",
        "against_words": "the merge base with main",
        "added": [cell for cell in after.cells if not before or before.verdict(cell) is None],
        "removed": [cell for cell in before.cells if after.verdict(cell) is None] if before else [],
        "stages": 24,
        "nouns": {"lighting": "light", "none": "picture"},
    }
    return Difference(
        before=before,
        after=after,
        changes=found,
        gates=check_gates(gates, after, before, drops_of(found, {})),
        gate_changes=changed_gates(old, gates),
        loosened=loosened((old, gates), (before, after)) if before else [],
        **(fields | others),
    )


@pytest.fixture
def worse():
    """A variant made worse: a broken gate, another verdict and diagnosis, a gate loosened, variants added and gone."""
    healthy, shortcut = ({"lighting": {"unregularized": "shortcut", "l2": found}} for found in ("healthy", "shortcut"))
    before = study(["unregularized", "l2", "l1"], [0.18, 0.19, 0.14], causes=healthy)
    after = study(["unregularized", "l2", "dropout"], [0.18, 0.55, 0.2], verdicts={"l2": "follows"}, causes=shortcut)
    pairs = {
        ("none", "unregularized"): None,
        ("lighting", "unregularized"): None,
        ("none", "l2"): {"plain_accuracy": sure(-0.019)},
        ("lighting", "l2"): {
            "excess_pull": sure(0.36),
            "shortcut_cost": sure(0.0, 0.02),
            "conflicting_accuracy": sure(0.0),
        },
    }
    pull = {"confound": "lighting", "metric": "excess_pull"}
    return made(
        before,
        after,
        pairs,
        [pull | {"max": 0.5}, pull | {"max_drop": 0.05}, {"metric": "plain_accuracy", "min": 0.9}],
        [pull | {"max": 0.4}],
        inputs=[
            ChangedInput("params", "variants.l2.l2", 0.01, 0.5),
            ChangedInput("code", "src/own.py", "a" * 32, "b" * 32),
        ],
        ran=["resolve", "train@none-l2", "train@lighting-l2", "evaluate@none-l2", "evaluate@lighting-l2", "summarize"],
    )


@pytest.fixture
def unpaired():
    """The same recipe twice, whose older answers are nowhere."""
    before, after = study(["l2"], [0.18]), study(["l2"], [0.19])
    return made(before, after, {}, unpaired="2 of 2 confound × variant could not be paired.", remote_helps=True)


@pytest.fixture
def huge():
    """A study of 40 shortcuts × 60 variants with long names, everything worse."""
    confounds, variants = [f"c{n}_{'x' * 40}" for n in range(40)], [f"v{n}_{'y' * 40}" for n in range(60)]
    before, after = (study(variants, [pull] * 60, confounds) for pull in (0.1, 0.3))
    pairs = {cell: {"excess_pull": sure(0.2)} for cell in after.cells}
    return made(
        before,
        after,
        pairs,
        [{"metric": "excess_pull", "max": 0.2}],
        inputs=[ChangedInput("params", f"variants.v{n}.<b>|`{'z' * 80}", n, n + 1) for n in range(3000)],
        ran=[f"train@{'s' * 60}-{n}" for n in range(5000)],
        warnings=["@octocat | `x` <b>"],
    )
