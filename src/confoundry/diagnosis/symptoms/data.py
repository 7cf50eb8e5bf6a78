"""Invalid or unscaled data."""

from collections.abc import Iterator

from confoundry.diagnosis.cause import Cause
from confoundry.diagnosis.facts import UNKNOWN, Facts
from confoundry.diagnosis.learned import has_score, held_out_score, is_classification, outdoes, unlearned
from confoundry.diagnosis.limits import Limits
from confoundry.diagnosis.symptoms.consequences import OF_DATA
from confoundry.diagnosis.words import percent, score_text

MANY = 20  # held-out samples


def invalid(facts: Facts, limits: Limits) -> Iterator[Cause]:
    """Find values that are not finite, labels without an output, leaked samples, unlearnable or incorrect labels."""
    data = facts.data
    if data.not_finite:
        yield _invalid(
            0.99,
            f"Values in the inputs and labels that are NaN or infinite: {data.not_finite:,}.",
            "x = np.nan_to_num(x)  # or remove these samples",
        )
    yield from _labels(facts)
    if is_classification(facts) and data.share_of_largest == 1:
        yield _invalid(0.9, "All training samples have the same label.", "check how the labels are read")
    if data.conflicting > 0.2:
        share = percent(data.conflicting)
        evidence = f"{share} of the training samples have the same inputs as a sample with a different label."
        yield _invalid(0.6, evidence, "check how inputs and labels are joined")
    # if training samples repeat as well, repetition is a property of the data
    if data.held_out >= MANY and data.leaked > 0.1 and data.repeated < data.leaked / 2:
        evidence = (
            f"{percent(data.leaked)} of the held-out samples are also training samples, so their score says nothing "
            "about new samples."
        )
        yield _invalid(0.85, evidence, "hold out samples that are not used for training")
    yield from _nothing_to_learn(facts)
    yield from _incorrect_labels(facts, limits)


def _labels(facts: Facts) -> Iterator[Cause]:
    data, network = facts.data, facts.network
    low, high, last = data.label_low, data.label_high, network.outputs - 1
    numbered = data.labels == "index" and network.outputs > 1 and is_classification(facts)
    if numbered or (network.loss == "sparse_categorical_crossentropy" and data.labels != "one_hot"):
        if low < 0 or high > last:
            evidence = (
                f"The labels range from {low:g} to {high:g}, but the {last + 1} outputs of the network stand for the "
                f"classes 0 to {last}."
            )
            shift = f"y = y {'-' if low > 0 else '+'} {abs(low):g}"
            ending = "" if network.output_activation in ("linear", UNKNOWN) else f", '{network.output_activation}'"
            wider = f"keras.layers.Dense({high + 1:.0f}{ending}) as the last layer"
            yield _invalid(0.98, evidence, shift if high - low == last else wider)
    elif network.loss == "binary_crossentropy" and data.task == "binary" and (low < 0 or high > 1):
        evidence = f"The labels range from {low:g} to {high:g}, but binary cross-entropy expects 0 and 1."
        yield _invalid(0.97, evidence, "y = (y > y.min()).astype('float32')")


def _nothing_to_learn(facts: Facts) -> Iterator[Cause]:
    run = facts.run
    if run.reference is None or facts.data.samples < 100 or not is_classification(facts):
        return
    if not has_score(facts) or run.chance > 0.9:  # one class is so common that scores say little
        return
    least = 0.08 * (1 - run.chance)
    if max(run.reference, held_out_score(facts)) - run.chance < least:
        yield _invalid(
            0.55,
            f"Neither the network nor a stock model ({run.reference_name}) does better on held-out samples than the "
            f"best constant answer ({score_text(facts, run.chance)}). The labels seem unrelated to the inputs.",
            "check how inputs and labels are joined and shuffled",
        )


def _incorrect_labels(facts: Facts, limits: Limits) -> Iterator[Cause]:
    """Find data with some incorrect labels: even a model's most certain predictions often disagree with them.

    If the task is merely hard, some samples are easy nevertheless (anchor points: Liu and Tao, 2016; confident
    learning: Northcutt et al., 2021).
    """
    run = facts.run
    if run.surest is None or run.reference is None or facts.data.samples < 200:
        return
    easier = (run.surest - run.reference) / max(1 - run.reference, 0.01)
    learns = run.reference - run.chance > 0.08 * (1 - run.chance) and held_out_score(facts) < run.reference + 0.1
    if learns and run.surest < limits.surest and easier < limits.easier:
        evidence = (
            f"A stock model ({run.reference_name}) agrees with the labels of {percent(run.reference)} of the held-out "
            f"samples, and of {percent(run.surest)} of the fifth that it is most certain of. Hardly any samples are "
            "easy, so some labels are probably incorrect."
        )
        yield _invalid(0.8, evidence, "inspect samples for which several models agree on another class than the label")


def _invalid(confidence: float, evidence: str, remedy: str) -> Cause:
    symptoms = ("underregularized", "overcapacity", *OF_DATA)
    return Cause("data_invalid", confidence, evidence, remedy, symptoms=symptoms)


def scaling(facts: Facts, limits: Limits) -> Iterator[Cause]:
    """Find inputs or targets that are too large, too small or of very different scales, and that no layer scales."""
    found = [*_inputs(facts, limits), *_targets(facts, limits)]
    if found:
        found.sort(reverse=True)
        evidence = " ".join(text for _, text, _ in found)
        remedy = "; ".join(dict.fromkeys(remedy for _, _, remedy in found))
        yield Cause("data_scaling", min(0.93, 0.75 + 0.05 * found[0][0]), evidence, remedy, symptoms=OF_DATA)


def _inputs(facts: Facts, limits: Limits) -> Iterator[tuple[float, str, str]]:
    """Yield by what factor a limit is exceeded, the evidence, and the remedy."""
    data = facts.data
    if data.normalized_inside or outdoes(facts):
        return
    remedy = "x = x / 255  # or keras.layers.Rescaling(1 / 255) as the first layer"
    if len(facts.network.input_shape) < 3:
        remedy = "scaled = keras.layers.Normalization(); scaled.adapt(x); keras.Sequential([scaled, …])"
    if data.largest > limits.largest and data.std > 0.2 * limits.largest:
        yield data.largest / limits.largest, f"Inputs go up to {data.largest:,.4g}, and no layer scales them.", remedy
    if data.scale_ratio > limits.scale_ratio and data.largest > 3:
        evidence = (
            f"One feature varies {data.scale_ratio:,.0f} times as much as most, and no layer scales the features."
        )
        yield data.scale_ratio / limits.scale_ratio, evidence, remedy
    if data.offset > limits.offset and data.largest > 3:
        evidence = f"The mean of a feature is {data.offset:,.0f} standard deviations from 0, and no layer scales it."
        yield data.offset / limits.offset, evidence, remedy
    if data.largest < 0.05:
        evidence = f"No input is larger than {data.largest:.2g}, and no layer scales the inputs."
        yield 0.05 / max(data.largest, 1e-9), evidence, remedy


def _targets(facts: Facts, limits: Limits) -> Iterator[tuple[float, str, str]]:
    data = facts.data
    size = max(abs(data.label_low), abs(data.label_high))
    if data.task == "regression" and size > limits.target and unlearned(facts) > limits.unlearned:
        evidence = (
            f"The targets range from {data.label_low:,.4g} to {data.label_high:,.4g}, but the outputs of an untrained "
            "network are around 0."
        )
        yield size / limits.target, evidence, "y = (y - y.mean()) / y.std()"
