"""The matrix products of a training step, and how fast one thread of the machine multiplies just these."""

from bench.networks import Layer, shapes

Operand = tuple[int, int, bool]  # rows, columns, stored transposed
Product = tuple[Operand, Operand]


def products(layers: list[Layer], batch: int) -> list[Product]:
    """Return the products of a step: answers, gradients of kernels, and of inputs but for the first layer with weights.

    A convolution counts as the product that it is over the patches of its input.
    """
    found: list[Product] = []
    for layer, before, after in shapes(layers):
        if layer["layer"] not in ("dense", "conv"):
            continue
        rows, inner, outer = batch, before[-1], after[-1]
        if layer["layer"] == "conv":
            rows, inner = batch * after[0] * after[1], inner * layer["size"] ** 2
        first = not found
        found.append(((rows, inner, False), (inner, outer, False)))
        found.append(((inner, rows, True), (rows, outer, False)))
        if not first:
            found.append(((rows, outer, False), (outer, inner, True)))
    return found


def flops(layers: list[Layer], batch: int) -> int:
    """Return the additions and multiplications of these products."""
    return sum(2 * a[0] * a[1] * b[1] for a, b in products(layers, batch))
