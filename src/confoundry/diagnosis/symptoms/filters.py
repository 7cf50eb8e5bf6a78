"""Convolution filters that are too small or too large."""

from collections.abc import Iterator

from confoundry.diagnosis.cause import Cause
from confoundry.diagnosis.facts import Facts
from confoundry.diagnosis.learned import excels, fallen_short
from confoundry.diagnosis.limits import Limits
from confoundry.diagnosis.readings import attends


def filters(facts: Facts, limits: Limits) -> Iterator[Cause]:
    """Find convolutions whose filters cover a single position, or a large part of the input."""
    convolutions = [
        layer for layer in facts.network.layers if layer.kernel and layer.kind.startswith(("Conv", "Sep", "Depth"))
    ]
    if not convolutions or attends(facts):  # attention covers all positions
        return
    first = convolutions[0]
    side = first.side or max((size for size in facts.network.input_shape[:-1] if size), default=0)
    if not side:
        return
    largest = max(first.kernel or (1,))
    if all(max(layer.kernel or (1,)) == 1 for layer in convolutions) and not excels(facts):
        evidence = f"All filters are 1×1, so each sees a single position; the input is {side} wide."
        yield Cause(
            "filter_size",
            0.86,
            evidence,
            f"kernel_size={3 if side < 64 else 5}",
            first.name,
            symptoms=("undercapacity", "too_few_epochs"),
        )
    elif largest >= 5 and largest > limits.filter * side and fallen_short(facts, limits):
        evidence = f"The filters of layer {first.name} are {largest} wide; the input is {side} wide."
        yield Cause("filter_size", 0.78, evidence, "kernel_size=3", first.name, symptoms=("overcapacity",))
