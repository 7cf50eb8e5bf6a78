"""SYMPTOMS: the rules, by what they look at; those that need no training, and those that do."""

from collections.abc import Callable, Iterator

from confoundry.diagnosis.cause import Cause
from confoundry.diagnosis.facts import Facts
from confoundry.diagnosis.limits import Limits
from confoundry.diagnosis.symptoms.data import invalid, scaling
from confoundry.diagnosis.symptoms.fitting import filters, too_free, too_small, too_tight
from confoundry.diagnosis.symptoms.hidden import activations, dying, gradients, initialization
from confoundry.diagnosis.symptoms.optimizing import momentum, small_batches, too_fast, too_slow
from confoundry.diagnosis.symptoms.output import answers

Rule = Callable[[Facts, Limits], Iterator[Cause]]

# What can be said of a program before it is trained, or where training cannot begin.
BEFORE: dict[str, Rule] = {
    "invalid data": invalid,
    "scaling": scaling,
    "answers and loss": answers,
    "activations": activations,
    "initial weights": initialization,
    "filters": filters,
}
AFTER: dict[str, Rule] = {
    "dead units": dying,
    "gradients": gradients,
    "too fast": too_fast,
    "too slow": too_slow,
    "small batches": small_batches,
    "momentum": momentum,
    "too free": too_free,
    "too tight": too_tight,
    "too small": too_small,
}
SYMPTOMS = BEFORE | AFTER
