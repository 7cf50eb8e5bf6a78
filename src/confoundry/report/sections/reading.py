"""How to read the page: what the words mean."""

from confoundry.report.findings import Findings
from confoundry.report.piece import Piece, fill
from confoundry.report.verdicts import VERDICTS

TERMS = {
    "shortcut (confound)": "Something other than the object that goes with the class in training, as light, "
    "a mark or a ground.",
    "helps, misleads": "The shortcut helps where its value is the one that went with the image’s class in training. "
    "Under every other value it misleads.",
    "mixed": "The shortcut is in the training images but goes with no class, as if each class had been photographed "
    "at all hours. It is the yardstick: what is lost there is not lost to having learned the shortcut.",
    "drawn to it because it was learned": "Of 100 answers where the shortcut misleads, how many more go to the class "
    "that the shortcut stood for than by accident, and than when the shortcut was mixed.",
    "accuracy lost to it": "Accuracy where the shortcut misleads, against the same with the shortcut mixed.",
    "holds up to": "How often the shortcut may go with the class before more accuracy is lost than the budget in "
    "params.yaml (limits.budget).",
    "disturbed by it": "Answers or probabilities that change with the shortcut. A model that never learned it is "
    "disturbed too, so no verdict comes from it.",
    "training seed": "One training run with its own initial weights, batch order and draw of the shortcut.",
    "95 %": "The limits between which the figure lies, counting chance in the training seeds and in the test images. "
    "The verdicts use 90 % limits, so that each side is a test at 5 %; their thresholds are in params.yaml (limits).",
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
<h3>The words</h3>
<dl class="terms">{% for term, meaning in terms.items() %}<dt>{{ term }}</dt><dd>{{ meaning }}</dd>{% endfor %}</dl>
"""


def reading(findings: Findings) -> Piece:  # noqa: ARG001
    """Explain the verdicts and the words."""
    return Piece("How to read this", fill(TEMPLATE, verdicts=VERDICTS.values(), terms=TERMS))
