"""Which variants of studies/causes are worse than their healthy twins: the others are expected to be found healthy.

A variant is worse where its accuracy on the validation images, at the end of training, is lower over the training
seeds by Welch's t test (p below 0.05) with an effect that is at least small (Cohen's d of 0.2), as mutation testing of
deep learning has it (DeepCrime, Humbatova and others, 2021); p is adjusted for the number of variants (Holm).

python -m bench.causes_killed [SEEDS [VARIANT…]]     writes studies/causes/killed.json; of some variants, into it
"""

import json
import sys
from typing import Any

import numpy as np
from scipy import stats

from bench.causes import CLASSES, KILLED, SEED, digits, training_digits, variants
from confoundry.confounds.none import Nothing
from confoundry.statistics.holm import holm
from confoundry.training.start import start_tensorflow

# What a variant is held against, where that is not `unregularized`.
REFERENCES = ("unregularized", "deep_relu", "cnn_3")  # the twins themselves: healthy, whatever they score
TWINS = {"deep_sigmoid": "deep_relu", "deep_tanh": "deep_relu"} | {f"cnn_{kernel}": "cnn_3" for kernel in (1, 5, 7, 11)}
HEALTHY = "unregularized"
P, SMALL = 0.05, 0.2


def main(seeds: int, names: list[str]) -> None:
    """Train what is asked for and its twins, and say which are killed."""
    start_tensorflow(1)
    chosen = names or [name for name in variants() if name not in REFERENCES]
    scores: dict[str, np.ndarray] = {}
    found = json.loads(KILLED.read_text())["variants"] if names and KILLED.exists() else {}
    for name in chosen:
        twin = TWINS.get(name, HEALTHY)
        for one in (name, twin):
            scores[one] = scores[one] if one in scores else accuracies(one, seeds)
        found[name] = {"twin": twin} | compared(scores[name], scores[twin])
        print(f"{name:20}{json.dumps(found[name])}", flush=True)
    ordered = {name: found[name] for name in variants() if name in found}
    KILLED.write_text(json.dumps({"seeds": seeds, "variants": judged(ordered)}, indent=2) + "\n", encoding="utf-8")


def accuracies(name: str, seeds: int) -> np.ndarray:
    """Return the accuracy of each training seed's model on the validation images."""
    from confoundry.training.arms import Arm
    from confoundry.training.models import Recipe, Split
    from confoundry.training.stopping import early_stopping

    variant = variants()[name]
    train = Split(*training_digits(variant))
    _, images, labels = digits()["validation"]
    nothing = [np.zeros(len(split), np.int64) for split in (train.labels, labels)]
    options = {name: variant.training[name] for name in ("epochs", "batch_size")}
    recipe = Recipe(variant.network, classes=CLASSES, seed=SEED, **options)
    arms = [Arm("control", seed, *nothing) for seed in range(seeds)]
    stopping = early_stopping(variant.training.get("early_stopping"))
    trained = recipe.train(arms, Nothing(), train, Split(images, labels), stopping)
    return np.array([_right(one.model, images, labels) for one in trained])


def _right(model: Any, images: np.ndarray, labels: np.ndarray) -> float:
    return float(np.mean(model.predict(images, verbose=0).argmax(axis=1) == labels))


def compared(variant: np.ndarray, twin: np.ndarray) -> dict[str, Any]:
    """Return the means, the test and the effect."""
    spread = np.sqrt((variant.var(ddof=1) + twin.var(ddof=1)) / 2)
    difference = variant.mean() - twin.mean()
    p = stats.ttest_ind_from_stats(
        *(variant.mean(), variant.std(ddof=1), len(variant)), *(twin.mean(), twin.std(ddof=1), len(twin)), False
    ).pvalue
    return {
        "right": round(float(variant.mean()), 4),
        "twin_right": round(float(twin.mean()), 4),
        "p": float(f"{p:.2g}"),
        "effect": round(float(difference / spread), 2),
    }


def judged(found: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """Return the same with adjusted p, and whether a variant is worse."""
    adjusted = holm(np.array([one["p"] for one in found.values()]))
    return {
        name: one | {"p_holm": float(f"{p:.2g}"), "killed": bool(p < P and one["effect"] <= -SMALL)}
        for (name, one), p in zip(found.items(), adjusted, strict=True)
    }


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10, sys.argv[2:])
