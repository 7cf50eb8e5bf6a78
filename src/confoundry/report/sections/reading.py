"""How to read the page: the verdicts and terms."""

from confoundry.report.findings import Findings
from confoundry.report.piece import Piece, fill
from confoundry.report.verdicts import VERDICTS

TERMS = {
    "shortcut (confound)": "Something other than the object that goes with the class in training, such as the light, a "
    "mark or the background.",
    "value": "One setting of the shortcut, such as one of ten directions of light.",
    "strength": "The share of the training images in which the shortcut goes with the class.",
    "helps, misleads": "The shortcut helps where its value is the one that went with the image’s class in training. "
    "With every other value, it misleads.",
    "control": "The same network, trained with the shortcut mixed evenly over the classes, as if you had photographed "
    "every class at all hours. It is the baseline: the shortcut is in the images but says nothing about the class.",
    "drawn to it": "Extra answers, of 100, that name the class of the value that is shown, compared with the control. "
    "It is 0 if the answers ignore the shortcut, whatever the accuracy.",
    "accuracy lost": "Accuracy where the shortcut misleads: the control’s minus this variant’s, in points.",
    "holds up to": "The greatest strength at which the accuracy lost stays within limits.budget in params.yaml.",
    "training seed": "One training, with its own initial weights, order of batches, and pairs of class and value. "
    "All variants share the seeds.",
    "95% limits": "The ends of a 95% interval that covers both the training seeds and the test images. The verdicts "
    "use 90% limits, so that each side is a test at 5%. Their thresholds are in params.yaml (limits).",
}
TEMPLATE = """
<h3>The verdicts</h3>
<dl class="terms">
{% for verdict in verdicts %}
<dt><span class="chip {{ verdict.tone }}"><span aria-hidden="true">{{ verdict.mark }}</span>
{{ verdict.says("the shortcut") }}</span></dt>
<dd>{{ verdict.meaning.format(noun="shortcut") }}</dd>
{% endfor %}
</dl>
<h3>The terms</h3>
<dl class="terms">{% for term, meaning in terms.items() %}<dt>{{ term }}</dt><dd>{{ meaning }}</dd>{% endfor %}</dl>
"""


def reading(findings: Findings) -> Piece:  # noqa: ARG001
    """Explain the verdicts and the terms."""
    return Piece("How to read this page", fill(TEMPLATE, verdicts=VERDICTS.values(), terms=TERMS))
