"""The strips: one test image with every value of a shortcut, and each variant's answers."""

import numpy as np

from confoundry.confounds.base import Confound
from confoundry.confounds.montage import as_picture
from confoundry.report.findings import Example, Findings
from confoundry.report.pictures import as_address, small_png
from confoundry.report.piece import Piece, fill
from confoundry.wording import alignment_words

SHOWN = 24  # values, at most
TEMPLATE = """
<p>One test image with every value of the shortcut, and below it the answer of the first training seed. The image is not
an extreme case: it is the one whose answers are closest to the average.</p>
{% for shortcut in shortcuts %}
<h3>{{ shortcut.title }}</h3>
<p class="condition">{{ shortcut.condition }}</p>
{% for variant in shortcut.variants %}
<h4>{{ variant.name }} <span class="quiet">{{ variant.tally }}</span></h4>
<ol class="strip">
{% for cell in variant.cells %}
<li class="{{ cell.kind }}"><img src="{{ cell.picture }}" alt="{{ cell.name }}" width="56" height="56">
<span class="quiet">{{ cell.name }}</span>
<span class="said">{{ cell.answer }}</span><span class="mark">{{ cell.mark }}</span></li>
{% endfor %}
</ol>
{% endfor %}
{% else %}
<p>Nothing to show: no shortcut was trained at the alignment of the verdict.</p>
{% endfor %}
"""


def strips(findings: Findings) -> Piece:
    """Show one strip for each shortcut and variant."""
    shown = [
        _shortcut(findings, name, findings.examples[name]) for name in findings.planted if name in findings.examples
    ]
    return Piece("One image, every value", fill(TEMPLATE, shortcuts=shown))


def _shortcut(findings: Findings, name: str, example: Example) -> dict[str, object]:
    confound, noun = findings.confounds[name], findings.noun(name)
    values = np.unique(np.linspace(0, confound.levels - 1, min(confound.levels, SHOWN)).astype(np.int64))
    pictures = _pictures(confound, example, values)
    condition = f"An image of class {example.label}. The {alignment_words(findings.verdict_at, noun)}"
    variants = []
    for variant, answers in example.answers.items():
        cells = [
            {"picture": picture, "name": confound.value_name(int(value))}
            | _said(example, int(value), int(answers[value]), noun)
            for value, picture in zip(values, pictures, strict=True)
        ]
        variants.append({"name": variant, "cells": cells, "tally": _tally(cells, noun)})
    return {"title": findings.title(name), "condition": f"{condition} of the training images.", "variants": variants}


def _pictures(confound: Confound, example: Example, values: np.ndarray) -> list[str]:
    rendered = confound.apply(np.repeat(example.image[None], len(values), axis=0), values)
    return [as_address(small_png(as_picture(image))) for image in rendered]


def _said(example: Example, value: int, answer: int, noun: str) -> dict[str, str]:
    """Return whether an answer follows the object, the shortcut, or neither."""
    stood_for = example.classes.get(value)
    if answer == example.label:
        kind, mark = "right", f"✓ right, {noun} helps" if stood_for == example.label else "✓ right"
    elif stood_for == answer:
        kind, mark = "follows", f"→ follows the {noun}"
    else:
        kind, mark = "wrong", "✗ wrong"
    return {"kind": kind, "mark": mark, "answer": str(answer)}


def _tally(cells: list[dict[str, str]], noun: str) -> str:
    counts = {kind: sum(cell["kind"] == kind for cell in cells) for kind in ("right", "follows", "wrong")}
    words = {"right": "right", "follows": f"following the {noun}", "wrong": "wrong in another way"}
    return ", ".join(f"{counts[kind]} {words[kind]}" for kind in words if counts[kind])
