"""SYMPTOMS: all rules by topic, those that need no training and those that do."""

from collections.abc import Callable, Iterator

from confoundry.diagnosis.cause import Cause
from confoundry.diagnosis.facts import Facts
from confoundry.diagnosis.limits import Limits
from confoundry.diagnosis.symptoms.activations import activations
from confoundry.diagnosis.symptoms.data import invalid, scaling
from confoundry.diagnosis.symptoms.dying_units import dying_units
from confoundry.diagnosis.symptoms.filters import filters
from confoundry.diagnosis.symptoms.gradients import gradients
from confoundry.diagnosis.symptoms.initial_weights import initial_weights
from confoundry.diagnosis.symptoms.output import outputs
from confoundry.diagnosis.symptoms.overfitting import overfitting
from confoundry.diagnosis.symptoms.overregularization import overregularization
from confoundry.diagnosis.symptoms.steps import momentum, small_batches
from confoundry.diagnosis.symptoms.too_fast import too_fast
from confoundry.diagnosis.symptoms.undercapacity import undercapacity
from confoundry.diagnosis.symptoms.unfinished import unfinished_training

Rule = Callable[[Facts, Limits], Iterator[Cause]]

# These rules need no training, so they also apply if training cannot start.
BEFORE: dict[str, Rule] = {
    "invalid data": invalid,
    "scaling": scaling,
    "outputs and loss": outputs,
    "activations": activations,
    "initial weights": initial_weights,
    "filters": filters,
}
AFTER: dict[str, Rule] = {
    "dead units": dying_units,
    "gradients": gradients,
    "too fast": too_fast,
    "unfinished": unfinished_training,
    "small batches": small_batches,
    "momentum": momentum,
    "overfitting": overfitting,
    "overregularization": overregularization,
    "undercapacity": undercapacity,
}
SYMPTOMS = BEFORE | AFTER
