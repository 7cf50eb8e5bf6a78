"""A study written by hand: two shortcuts, four variants, figures that a person chose."""

import io
import json

import numpy as np
import pandas as pd
import pytest
from PIL import Image

from confoundry.confounds.lighting import Lighting
from confoundry.confounds.none import Nothing
from confoundry.confounds.patch import Patch
from confoundry.figures import Figures
from confoundry.report.findings import Example, Findings
from confoundry.study import StudySettings
from confoundry.tables import TABLES

VARIANTS = ("unregularized", "l2", "dropout", "l1")
STEPS = ("control", "0.5", "0.95", "1.0")
# Accuracy where the shortcut misleads, by alignment; then excess pull and its half width at 0.95.
CURVES = {
    ("lighting", "unregularized"): ((0.91, 0.88, 0.61, 0.10), (0.22, 0.02)),
    ("lighting", "l2"): ((0.88, 0.87, 0.70, 0.08), (0.12, 0.03)),
    ("lighting", "dropout"): ((0.92, 0.90, 0.91, 0.15), (0.004, 0.006)),
    ("lighting", "l1"): ((0.90, 0.86, 0.86, 0.09), (0.03, 0.04)),
    ("patch", "unregularized"): ((0.93, 0.90, 0.31, 0.01), (0.62, 0.03)),
    ("patch", "l2"): ((0.90, 0.88, 0.52, 0.01), (0.38, 0.04)),
    ("patch", "dropout"): ((0.10, 0.10, 0.10, 0.10), (0.0, 0.0)),
    ("patch", "l1"): ((0.91, 0.90, 0.88, 0.02), (0.0, 0.01)),
}
VERDICTS = {
    "lighting": ("leans", "leans", "ignores", "undecided"),
    "patch": ("follows", "leans", "failed to train", "distracted"),
}
TOLERANCE = {
    "lighting": ("0.87", "0.9", "≥ 0.99", None),
    "patch": ("< 0.5", "0.6", None, "0.95"),
}
REASON = "about 14 training seeds would decide"


def _row(confound, variant, alignment, metric, value, half=0.02, failed=0):
    low, high = (max(value - half, -1), min(value + half, 1)) if half is not None else (np.nan, np.nan)
    return (confound, variant, alignment, metric, value, low, high, 1007, 5, failed)


def summary() -> pd.DataFrame:
    rows = [
        _row("none", variant, "control", "plain_accuracy", value)
        for variant, value in zip(VARIANTS, (0.94, 0.91, 0.95, 0.93), strict=True)
    ]
    for (confound, variant), (curve, (pull, half)) in CURVES.items():
        failed = 4 if (confound, variant) == ("patch", "dropout") else 0
        for step, value in zip(STEPS, curve, strict=True):
            rows.append(_row(confound, variant, step, "conflicting_accuracy", value, failed=failed))
            rows.append(_row(confound, variant, step, "aligned_accuracy", 0.97, 0.005, failed))
        rows.append(_row(confound, variant, "0.95", "excess_pull", pull, half, failed))
        rows.append(_row(confound, variant, "0.95", "shortcut_cost", round(curve[0] - curve[2], 4), 0.03, failed))
        rows.append(_row(confound, variant, "0.95", "flip_rate", 0.24, 0.03, failed))
    return pd.DataFrame(rows, columns=list(TABLES["summary"]))


def headline() -> dict:
    found: dict = {"none": {v: {"plain_accuracy": 0.94, "verdict": "trained"} for v in VARIANTS}}
    for confound, verdicts in VERDICTS.items():
        found[confound] = {}
        for variant, verdict, tolerance in zip(VARIANTS, verdicts, TOLERANCE[confound], strict=True):
            curve, (pull, _) = CURVES[confound, variant]
            entry = {"verdict": verdict, "excess_pull": pull, "shortcut_cost": round(curve[0] - curve[2], 4)}
            reason = {"reason": REASON} if verdict == "undecided" else {}
            found[confound][variant] = entry | {"tolerance": tolerance} | reason
    return found


def comparisons() -> pd.DataFrame:
    rows = [
        ("lighting", "l2", "excess_pull", "unregularized", -0.10, -0.13, -0.07, 0.0002, "better", np.nan),
        ("lighting", "dropout", "shortcut_cost", "unregularized", -0.29, -0.33, -0.25, 0.0, "better", np.nan),
        ("lighting", "l1", "conflicting_accuracy", "unregularized", -0.01, -0.05, 0.03, 0.6, "not resolved", 0.056),
        ("none", "l2", "plain_accuracy", "unregularized", -0.03, -0.05, -0.01, 0.01, "worse", np.nan),
        ("patch", "l1", "excess_pull", "unregularized", -0.62, -0.66, -0.58, 0.0, "better", np.nan),
    ]
    return pd.DataFrame(rows, columns=list(TABLES["comparisons"]))


def strength() -> pd.DataFrame:
    rows = [
        (*key, step, value, value - 0.02, value + 0.02)
        for key, (curve, _) in CURVES.items()
        for step, value in zip(STEPS, curve, strict=True)
    ]
    return pd.DataFrame(rows, columns=["confound", "variant", "alignment", "value", "low", "high"])


def training() -> pd.DataFrame:
    rows = [
        (confound, variant, alignment, epoch, 1 / epoch, 1.2 / epoch, 1 - 0.3 / epoch, 1 - 0.35 / epoch - 0.01 * place)
        for confound, alignment in (("none", "control"), ("lighting", "0.95"), ("patch", "0.95"))
        for place, variant in enumerate(VARIANTS)
        for epoch in range(1, 11)
    ]
    names = ["confound", "variant", "alignment", "epoch", "loss", "val_loss", "accuracy", "val_accuracy"]
    return pd.DataFrame(rows, columns=names)


def digit() -> np.ndarray:
    """A three, more or less, (28, 28, 1)."""
    image = np.zeros((28, 28, 1), np.float32)
    for row in (5, 13, 21):
        image[row : row + 3, 8:20] = 0.9
    image[5:24, 17:20] = 0.9
    return image


def example() -> Example:
    """A three; value v stood for class v, and the variants follow value 0, 1, … in different measure."""
    answers = {}
    for follows, variant in zip((5, 3, 0, 1), VARIANTS, strict=True):
        answers[variant] = np.array([v if v < follows else 3 for v in range(10)])
    answers["l1"][8] = 5
    return Example(digit(), 3, {v: v for v in range(10)}, answers)


def montage() -> bytes:
    written = io.BytesIO()
    Image.new("L", (300, 90), 90).save(written, "PNG")
    return written.getvalue()


def diagnosis() -> dict:
    """As reports/diagnosis.json: one variant does not train, some answer from the shortcut, others are healthy."""

    def found(*causes: dict) -> dict:
        layers = [{"layer": f"dense_{place}", "gradient_norm": 10.0 ** (place - 4)} for place in range(4)]
        names = ("name", "layer", "confidence", "evidence", "remedy", "helped")
        return {
            "healthy": not causes,
            "causes": [dict.fromkeys(names) | cause for cause in causes],
            "scores": {"train": 0.1, "validation": 0.1, "reference": 0.9, "chance": 0.1},
            "alignment": "control",
            "seeds": 5,
            "layers": layers,
        }

    sigmoid = {
        "name": "hidden_activation",
        "layer": "dense_0",
        "confidence": 0.92,
        "evidence": "all 10 hidden layers answer with a sigmoid",
        "remedy": "keras.layers.Dense(64, activation='relu')",
        "helped": {"variant": "l1", "differs": ["activation"], "metric": "accuracy", "before": 0.1, "after": 0.93},
    }
    light = {
        "name": "shortcut",
        "confidence": 0.7,
        "evidence": "where the light misleads, 61% (59–63) of the answers are right",
        "remedy": "l2: {network: mlp, l2: 0.01}  # in this study: of 100 answers 12 are drawn to the light",
        "helped": {"variant": "l2", "differs": ["l2"], "metric": "excess_pull", "before": 0.22, "after": 0.12},
    }
    nothing = {"name": "shortcut", "confidence": 0.95, "evidence": "it follows", "remedy": "break the link in the data"}
    return {
        "none": {name: found(sigmoid) if name == "dropout" else found() for name in VARIANTS},
        "lighting": {
            "unregularized": found(light),
            "l2": found(nothing),
            "dropout": found(sigmoid, light),
            "l1": found(),
        },
        "patch": {name: found() for name in VARIANTS},
    }


@pytest.fixture
def findings() -> Findings:
    study = StudySettings(
        confounds=("none", "lighting", "patch"), variants=VARIANTS, alignments=("control", 0.5, 0.95, 1.0), replicates=5
    )
    return Findings(
        study=study,
        confounds={"none": Nothing(), "lighting": Lighting(), "patch": Patch()},
        headline=json.loads(json.dumps(headline())),
        figures=Figures(summary()),
        comparisons=comparisons(),
        strength=strength(),
        training=training(),
        validation={"fit": "yes", "images": 5000, "classes": 10, "failed": {"no_repeats_within_a_split": 2}},
        examples={"lighting": example(), "patch": example()},
        montages={name: montage() for name in ("none", "lighting", "patch")},
        provenance={"images (SHA-256)": "ab" * 32, "keras": "3.15.1", "numpy": "2.4.6"},
        diagnosis=diagnosis(),
        variants={name: {"network": "mlp", "l2": l2} for name, l2 in zip(VARIANTS, (0.0, 0.01, 0.1, 1.0), strict=True)},
    )
