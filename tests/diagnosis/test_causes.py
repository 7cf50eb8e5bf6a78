"""Each variant of studies/causes, on real digits with three seeds: its cause is named first, or it is healthy.

Which variants are worse than their healthy twins at all was measured (`python -m bench.causes_killed`); one that is not
has no cause, whatever was meant to harm it.
"""

import json

import pytest

from bench.causes import KILLED, digits, training_digits, variants
from confoundry.training.start import start_tensorflow

start_tensorflow(1)

from confoundry.diagnosis.diagnose import diagnose  # noqa: E402
from confoundry.training.fitting import fit  # noqa: E402
from confoundry.training.stopping import early_stopping  # noqa: E402

HIDDEN = {"hidden_activation"}
UNDER, OVER = {"undercapacity"}, {"overcapacity", "underregularized"}
STRONG, FILTERS = {"overregularized"}, {"filter_size"}
CAUSES = {  # what may be named first where a variant is worse than its twin
    **dict.fromkeys(("deep_sigmoid", "deep_tanh", "linear_stack", "softmax_inside"), HIDDEN),
    **dict.fromkeys(("underfit_1", "underfit_2", "underfit_4", "underfit_16"), UNDER),
    **dict.fromkeys(("overfit_wide", "overfit_50", "overfit_200", "overfit_800"), OVER),
    **dict.fromkeys(("l1_1e_4", "l1_1e_3", "l1_1e_2", "l2_1e_2", "l2_1e_1"), STRONG),
    **dict.fromkeys(("dropout_40", "dropout_70", "dropout_90"), STRONG),
    **dict.fromkeys(("cnn_1", "cnn_5", "cnn_7", "cnn_11"), FILTERS),
    "wrong_output": {"output_activation", "loss_mismatch"},
    "wrong_loss": {"output_activation", "loss_mismatch"},
    "dying_relu": {"dying_units"},
    "zero_init": {"initialization"},
    "large_init": {"initialization"},
    "high_learning_rate": {"learning_rate_high"},
    "low_learning_rate": {"learning_rate_low"},
    "sgd": {"optimizer", "learning_rate_low"},
}
WORSE = {name for name, found in json.loads(KILLED.read_text())["variants"].items() if found["killed"]}


def test_each_variant_that_is_worse_has_a_cause_that_is_expected():
    assert CAUSES.keys() >= WORSE
    assert CAUSES.keys() <= variants().keys()


@pytest.mark.parametrize("name", variants())
def test_its_cause_is_named_first(name):
    variant = variants()[name]
    x, y = training_digits(variant)
    _, *held = digits()["validation"]
    expected = CAUSES[name] if name in WORSE else set()
    named = []
    for seed in range(3):
        model, epochs = variant.build(seed), variant.training["epochs"]
        if patience := variant.training.get("early_stopping"):
            epochs = best_epoch(variant.build(seed), x, y, held, epochs, patience, seed)
        options = {"epochs": epochs, "batch_size": variant.training["batch_size"], "seed": seed}
        found = diagnose(model, x, y, validation=tuple(held), **options)
        named.append([cause.name for cause in found.causes])
    assert all(causes[0] in expected if causes and expected else causes == [] and not expected for causes in named), (
        f"expected {expected or 'healthy'}, found {named}"
    )


def best_epoch(model, x, y, held, epochs, patience, seed):
    """Return how many epochs early stopping keeps."""
    stop = early_stopping(patience)
    options = {"epochs": epochs, "batch_size": 32, "seed": seed, "validation_data": tuple(held), "callbacks": stop}
    losses = fit(model, x, y, **options).history["val_loss"]
    return 1 + losses.index(min(losses))
