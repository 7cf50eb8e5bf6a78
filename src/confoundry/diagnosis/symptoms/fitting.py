"""Too large or too small, too freely or too tightly fitted, and filters that do not fit the images."""

import math
from collections.abc import Iterator

import numpy as np

from confoundry.diagnosis.cause import Cause
from confoundry.diagnosis.facts import Facts, LayerFacts
from confoundry.diagnosis.limits import Limits
from confoundry.diagnosis.readings import (
    bottleneck,
    diverged,
    fallen_short,
    gap,
    hidden,
    is_classification,
    percent,
    regularized,
    rise,
    score_text,
    unlearned,
)
from confoundry.diagnosis.symptoms.optimizing import unfinished

HENCE = (
    "undercapacity",
    "learning_rate_low",
    "too_few_epochs",
    "vanishing_gradient",
    "dying_units",
    "optimizer",
    "batch_size",
)
FAST = ("learning_rate_high", "exploding_gradient")


def too_free(facts: Facts, limits: Limits) -> Iterator[Cause]:
    """Training samples that are answered better than held-out ones, and more so with each epoch."""
    run, data = facts.run, facts.data
    difference, risen = gap(facts), rise(facts)
    if run.validation_score is None or data.held_out < 10 or unlearned(facts) > 0.35:
        return
    noise = 2 * math.sqrt(max(run.validation_score * (1 - run.validation_score), 0.01) / data.held_out)
    many = facts.network.parameters / data.samples
    allowed, climbs = (limits.gap, 1.1) if many >= limits.many else (limits.gap_of_few, limits.rise)
    apart = difference > max(allowed, noise)
    if not ((apart and risen > climbs) or difference > 3 * max(limits.gap, noise) or risen > 3 * limits.rise):
        return
    evidence = (
        f"training samples: {score_text(facts, run.score)}, held-out ones: {score_text(facts, run.validation_score)}"
        + (f"; the validation loss has risen to {risen:.1f} times its least" if risen > 1.1 else "")
    )
    confidence = 0.6 + 0.1 * (risen > 2 * limits.rise) + 0.1 * (difference > 2 * limits.gap)
    held = regularized(facts)
    size = f"; {facts.network.parameters:,} parameters for {data.samples:,} samples"
    size_matters = 0.03 if many >= limits.many else -0.05
    yield Cause("overcapacity", confidence + size_matters, evidence + size, _fewer(facts))
    yield Cause(
        "underregularized",
        confidence - (0.1 if held else 0),
        evidence + ("" if held else "; no layer is regularized"),
        "keras.layers.Dropout(0.3), or callbacks=[keras.callbacks.EarlyStopping(restore_best_weights=True)]",
    )


def _fewer(facts: Facts) -> str:
    widest = max((layer.units or 0 for layer in hidden(facts)), default=0)
    return f"at most {max(widest // 4, 4)} units a layer, or fewer layers" if widest else "fewer layers"


def too_tight(facts: Facts, limits: Limits) -> Iterator[Cause]:
    """Penalties, decay and dropout that keep the network from learning."""
    if not (diverged(facts) or fallen_short(facts, limits) or _held_back(facts, limits)):
        return
    score = f"training samples: {score_text(facts, facts.run.score)}"
    held = [*_dropping(facts, limits)]
    if not diverged(facts):
        held += [*_penalties(facts, limits), *_decay(facts)]
    hence = (*HENCE, *FAST) if diverged(facts) else HENCE
    for layer, confidence, evidence, remedy in held:
        yield Cause("overregularized", confidence, f"{evidence}; {score}", remedy, layer, symptoms=hence)


def _held_back(facts: Facts, limits: Limits) -> bool:
    """Return whether not even the training samples are all answered rightly, and held-out ones hardly less so."""
    return is_classification(facts) and facts.run.score < limits.tight and gap(facts) < limits.gap


def _penalties(facts: Facts, limits: Limits) -> Iterator[tuple[str | None, float, str, str]]:
    """Yield the layer, confidence, evidence and remedy of the strongest penalty, where it is too strong."""
    steps = facts.run.steps
    share = float(steps["penalty_share"].iloc[-1]) if len(steps) and "penalty_share" in steps else 0.0
    penalized = [layer for layer in facts.network.layers if layer.l1 or layer.l2]
    if not penalized:
        return
    layer = max(penalized, key=lambda layer: max(10 * layer.l1, layer.l2))
    strength = max(10 * layer.l1, layer.l2)
    name, factor = ("l1", layer.l1) if 10 * layer.l1 >= layer.l2 else ("l2", layer.l2)
    much = share > limits.penalty and not unfinished(facts, limits)  # at first a weak penalty is much of any loss
    if much or strength >= limits.strength:
        confidence = 0.72 + (0.13 if strength >= limits.strength else 0) + (0.04 if share > limits.penalty else 0)
        evidence = f"the penalty of {layer.name} is {name}={factor:g}, in the end {percent(share)} of the loss"
        yield layer.name, confidence, evidence, f"{name}={factor / 100:.2g}"


def _decay(facts: Facts) -> Iterator[tuple[str | None, float, str, str]]:
    network = facts.network
    if network.weight_decay * network.learning_rate > 1e-3:
        lost = percent(network.weight_decay * network.learning_rate)
        yield None, 0.84, f"weight decay takes {lost} off the weights in each step", "weight_decay=0.004"


def _dropping(facts: Facts, limits: Limits) -> Iterator[tuple[str | None, float, str, str]]:
    dropping = [layer for layer in facts.network.layers if (layer.rate or 0) >= limits.dropout]
    if dropping:
        layer = max(dropping, key=lambda layer: layer.rate or 0)
        confidence = 0.8 + (0.08 if (layer.rate or 0) >= 0.8 else 0)
        yield layer.name, confidence, f"{layer.name} drops {percent(layer.rate or 0)}", "keras.layers.Dropout(0.2)"


def too_small(facts: Facts, limits: Limits) -> Iterator[Cause]:
    """A network that has learned all that it can, and that is less than stock models do."""
    if diverged(facts):
        return
    run = facts.run
    narrow = min((layer for layer in hidden(facts) if layer.units), key=lambda layer: layer.units or 0, default=None)
    short = unlearned(facts) > limits.unlearned
    tight = bottleneck(facts) is not None and fallen_short(facts, limits)
    few = narrow is not None and narrow.kind == "Dense" and (narrow.units or 0) <= 2 * facts.data.classes
    slim = few and _falls_behind(facts, limits)
    if not (short or tight or slim):
        return
    evidence = f"training samples: {score_text(facts, run.score)}"
    if run.reference is not None:
        evidence += f"; {run.reference_name} gets {score_text(facts, run.reference)} on held-out ones"
    layer = narrow if tight or slim else None
    if layer is not None:
        evidence += f"; all passes through {layer.units} {'unit' if layer.units == 1 else 'units'} of {layer.name}"
    confidence = (0.86 if tight else 0.55 if slim else 0.45) + (0.03 if _flat(facts) else -0.03)
    slow = ("too_few_epochs", "learning_rate_low", "dying_units") if tight else ()
    yield Cause("undercapacity", confidence, evidence, _more(narrow), layer.name if layer else None, symptoms=slow)


def _falls_behind(facts: Facts, limits: Limits) -> bool:
    """Return whether a classifier that nothing holds back does not answer all training samples rightly."""
    many = facts.data.task == "multiclass" and facts.data.classes > 4
    return many and not regularized(facts) and facts.run.score < limits.tight


def _more(narrow: LayerFacts | None) -> str:
    return f"keras.layers.{narrow.kind}({4 * max(narrow.units or 8, 8)}, …)" if narrow else "a hidden layer of 64 units"


def _flat(facts: Facts) -> bool:
    losses = facts.run.history["loss"].to_numpy(dtype=float) if "loss" in facts.run.history else np.array([])
    return len(losses) >= 4 and losses[-1] > 0.97 * losses[-1 - len(losses) // 4]


def filters(facts: Facts, limits: Limits) -> Iterator[Cause]:
    """Filters that see one pixel, or most of the image."""
    convolutions = [
        layer for layer in facts.network.layers if layer.kernel and layer.kind.startswith(("Conv", "Sep", "Depth"))
    ]
    if not convolutions:
        return
    first = convolutions[0]
    side = first.side or max((size for size in facts.network.input_shape[:-1] if size), default=0)
    if not side:
        return
    largest = max(first.kernel or (1,))
    if all(max(layer.kernel or (1,)) == 1 for layer in convolutions):
        evidence = f"all filters are 1×1: none sees more than one place of {side}"
        yield Cause(
            "filter_size",
            0.86,
            evidence,
            f"kernel_size={3 if side < 64 else 5}",
            first.name,
            symptoms=("undercapacity", "too_few_epochs"),
        )
    elif largest >= 5 and largest > limits.filter * side and fallen_short(facts, limits):
        evidence = f"the filters of {first.name} are {largest} wide, the input is {side}"
        yield Cause("filter_size", 0.78, evidence, "kernel_size=3", first.name, symptoms=("overcapacity",))
