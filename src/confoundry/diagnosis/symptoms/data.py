"""The data are not what they should be, or are not scaled."""

from collections.abc import Iterator

from confoundry.diagnosis.cause import Cause
from confoundry.diagnosis.facts import UNKNOWN, Facts
from confoundry.diagnosis.learned import has_score, held_out_score, is_classification, outdoes, unlearned
from confoundry.diagnosis.limits import Limits
from confoundry.diagnosis.symptoms.consequences import OF_DATA
from confoundry.diagnosis.words import percent, score_text

MANY = 20  # held-out samples


def invalid(facts: Facts, limits: Limits) -> Iterator[Cause]:
    """Numbers that are none, labels that the network has no output for, classes that nothing tells apart."""
    data = facts.data
    if data.not_finite:
        yield _invalid(
            0.99,
            f"{data.not_finite:,} of the inputs and labels are not finite",
            "x = np.nan_to_num(x)  # or leave these samples out",
        )
    yield from _labels(facts)
    if is_classification(facts) and data.share_of_largest == 1:
        yield _invalid(0.9, "all training samples have the same label", "check how the labels were read")
    if data.conflicting > 0.2:
        evidence = f"{percent(data.conflicting)} of the training samples come again with another label"
        yield _invalid(0.6, evidence, "check how inputs and labels were joined")
    if data.held_out >= MANY and data.leaked > 0.1 and data.repeated < data.leaked / 2:  # where all repeat, so be it
        evidence = f"{percent(data.leaked)} of the held-out samples are trained on: their score says nothing of others"
        yield _invalid(0.85, evidence, "hold samples out that are not trained on")
    yield from _nothing_to_learn(facts)
    yield from _wrong_labels(facts, limits)


def _labels(facts: Facts) -> Iterator[Cause]:
    data, network = facts.data, facts.network
    low, high, last = data.label_low, data.label_high, network.outputs - 1
    numbered = data.labels == "index" and network.outputs > 1 and is_classification(facts)
    if numbered or (network.loss == "sparse_categorical_crossentropy" and data.labels != "one_hot"):
        if low < 0 or high > last:
            evidence = f"labels go from {low:g} to {high:g}; the network's {last + 1} outputs stand for 0 to {last}"
            shift = f"y = y {'-' if low > 0 else '+'} {abs(low):g}"
            ending = "" if network.output_activation in ("linear", UNKNOWN) else f", '{network.output_activation}'"
            wider = f"keras.layers.Dense({high + 1:.0f}{ending}) as the last layer"
            yield _invalid(0.98, evidence, shift if high - low == last else wider)
    elif network.loss == "binary_crossentropy" and data.task == "binary" and (low < 0 or high > 1):
        evidence = f"labels go from {low:g} to {high:g}; binary cross-entropy takes 0 and 1"
        yield _invalid(0.97, evidence, "y = (y > y.min()).astype('float32')")


def _nothing_to_learn(facts: Facts) -> Iterator[Cause]:
    run = facts.run
    if run.reference is None or facts.data.samples < 100 or not is_classification(facts):
        return
    if not has_score(facts) or run.chance > 0.9:  # of so common a class hardly any score tells anything
        return
    least = 0.08 * (1 - run.chance)
    if max(run.reference, held_out_score(facts)) - run.chance < least:
        yield _invalid(
            0.55,
            f"neither the network nor {run.reference_name} does better on held-out samples than the best constant "
            f"answer ({score_text(facts, run.chance)}): the labels do not seem to go with the inputs",
            "check how inputs and labels were joined and shuffled",
        )


def _wrong_labels(facts: Facts, limits: Limits) -> Iterator[Cause]:
    """Labels that are wrong here and there: then not even what a model is surest of is right more often than the rest.

    Where a task is hard instead, some samples are easy (anchor points: Liu and Tao, 2016; confident learning: Northcutt
    et al., 2021).
    """
    run = facts.run
    if run.surest is None or run.reference is None or facts.data.samples < 200:
        return
    easier = (run.surest - run.reference) / max(1 - run.reference, 0.01)
    learns = run.reference - run.chance > 0.08 * (1 - run.chance) and held_out_score(facts) < run.reference + 0.1
    if learns and run.surest < limits.surest and easier < limits.easier:
        evidence = (
            f"of the fifth of the held-out samples that {run.reference_name} is surest of, {percent(run.surest)} have "
            f"the label that it gives, of all {percent(run.reference)}: hardly any are easy, so labels seem to be wrong"
        )
        yield _invalid(0.8, evidence, "look at samples that several models answer alike, and not as labelled")


def _invalid(confidence: float, evidence: str, remedy: str) -> Cause:
    symptoms = ("underregularized", "overcapacity", *OF_DATA)
    return Cause("data_invalid", confidence, evidence, remedy, symptoms=symptoms)


def scaling(facts: Facts, limits: Limits) -> Iterator[Cause]:
    """Inputs or targets that are large, or of very different scales, and nothing in the network that scales them."""
    found = [*_inputs(facts, limits), *_targets(facts, limits)]
    if found:
        found.sort(reverse=True)
        evidence = "; ".join(text for _, text, _ in found)
        remedy = "; ".join(dict.fromkeys(remedy for _, _, remedy in found))
        yield Cause("data_scaling", min(0.93, 0.75 + 0.05 * found[0][0]), evidence, remedy, symptoms=OF_DATA)


def _inputs(facts: Facts, limits: Limits) -> Iterator[tuple[float, str, str]]:
    """Yield how far each limit is passed, what was found, and what to do."""
    data = facts.data
    if data.normalized_inside or outdoes(facts):
        return
    remedy = "x = x / 255  # or keras.layers.Rescaling(1 / 255) as the first layer"
    if len(facts.network.input_shape) < 3:
        remedy = "scaled = keras.layers.Normalization(); scaled.adapt(x); keras.Sequential([scaled, …])"
    if data.largest > limits.largest and data.std > 0.2 * limits.largest:
        yield data.largest / limits.largest, f"inputs go up to {data.largest:,.4g}, and no layer scales them", remedy
    if data.scale_ratio > limits.scale_ratio and data.largest > 3:
        evidence = f"one input varies {data.scale_ratio:,.0f} times as much as most, and no layer scales them"
        yield data.scale_ratio / limits.scale_ratio, evidence, remedy
    if data.offset > limits.offset and data.largest > 3:
        evidence = f"the mean of an input lies {data.offset:,.0f} standard deviations from 0, and no layer scales it"
        yield data.offset / limits.offset, evidence, remedy
    if data.largest < 0.05:
        evidence = f"no input is larger than {data.largest:.2g}, and no layer scales them"
        yield 0.05 / max(data.largest, 1e-9), evidence, remedy


def _targets(facts: Facts, limits: Limits) -> Iterator[tuple[float, str, str]]:
    data = facts.data
    size = max(abs(data.label_low), abs(data.label_high))
    if data.task == "regression" and size > limits.target and unlearned(facts) > limits.unlearned:
        evidence = f"the targets go from {data.label_low:,.4g} to {data.label_high:,.4g}; initial answers lie around 0"
        yield size / limits.target, evidence, "y = (y - y.mean()) / y.std()"
