"""The verdicts: the question of the study, and the verdict on each variant in words."""

from confoundry.figures import Figure
from confoundry.report.findings import Findings
from confoundry.report.piece import Piece, fill
from confoundry.report.sections.data_checks import warnings
from confoundry.report.sentences import evidence, failures, holds_up, phrase
from confoundry.report.verdicts import FAILED, HARDLY, verdict
from confoundry.wording import alignment_words, listed

CAUTION = "This verdict therefore means little."
TEMPLATE = """
<p class="lead">This study tests a <strong>recipe</strong> (network, training, data): how easily does it fall for a
shortcut of this kind? A known shortcut was added to the training images so that it goes with the class. Then every test
image was shown with every value of the shortcut. Do the answers follow the object, or the shortcut?</p>
<p>The <strong>control</strong> is the baseline: the same network, trained with the same shortcut mixed evenly over the
classes. “Drawn to it” and “lost” are differences from the control. 95% limits are in parentheses.</p>
<p>The study does not judge a model that you have already trained, and it does not detect shortcuts that are already in
your data.</p>
{% for warning in warnings %}
<p><span class="chip warn"><span aria-hidden="true">!</span> check the data</span> {{ warning }}</p>
{% endfor %}
{% for confound in confounds %}
<article class="card">
<h3>{{ confound.title }}</h3>
<p class="condition">{{ confound.condition }}</p>
<ul class="tally">
{% for group in confound.groups %}
<li><span class="chip {{ group.verdict.tone }}"><span aria-hidden="true">{{ group.verdict.mark }}</span>
{{ group.phrase }}</span> {{ group.names }}</li>
{% endfor %}
</ul>
<ul class="verdicts">
{% for line in confound.lines %}
<li><strong>{{ line.variant }}</strong> {{ line.says }}{% for more in line.more %} {{ more }}{% endfor %}</li>
{% endfor %}
</ul>
</article>
{% endfor %}
<p>All terms are explained in <a href="#reading">How to read this page</a>.</p>
"""


def answer(findings: Findings) -> Piece:
    """Show the verdicts on each shortcut, then the accuracy without a shortcut."""
    order = [*findings.planted, *findings.untouched]
    cards = [_card(findings, name) for name in order]
    return Piece("Verdicts", fill(TEMPLATE, confounds=cards, warnings=warnings(findings)))


def _card(findings: Findings, confound: str) -> dict[str, object]:
    noun, entries = findings.noun(confound), findings.verdicts(confound)
    condition = f"The {alignment_words(findings.verdict_at, noun)} of the training images."
    groups: dict[str, list[str]] = {}
    for variant, entry in entries.items():
        hardly = confound in findings.untouched and findings.learning.hardly(confound, variant)
        groups.setdefault(HARDLY if hardly else entry["verdict"], []).append(variant)
    return {
        "title": findings.title(confound),
        "condition": "The same networks, trained and tested on your images as they are."
        if confound in findings.untouched
        else condition,
        "groups": [
            {"verdict": verdict(name), "phrase": verdict(name).says(f"the {noun}"), "names": listed(names)}
            for name, names in groups.items()
        ],
        "lines": [_line(findings, confound, variant) for variant in entries],
    }


def _line(findings: Findings, confound: str, variant: str) -> dict[str, object]:
    entry, noun = findings.headline[confound][variant], findings.noun(confound)
    learning, alone = findings.learning, confound in findings.untouched
    warned = learning.hardly(confound, variant)
    says = verdict(HARDLY).phrase if warned and alone else phrase(entry, noun)
    figures = evidence(entry, findings.figures, confound, variant, noun=noun, verdict_at=findings.verdict_at)
    failed = failures(_counted(findings, confound, variant)) if entry["verdict"] != FAILED else ""
    beside = learning.beside(confound, variant) if alone else ""
    figures = "; ".join(part for part in (figures, beside) if part)
    more = [_sentence(entry.get("reason")), holds_up(entry, noun), _sentence(failed)]
    if warned and not alone:
        more.append(f"{learning.warning(confound, variant)} {CAUTION}")
    says = f"{says}: {figures}." if figures else f"{says}."
    return {"variant": variant, "says": says, "more": [text for text in more if text]}


def _counted(findings: Findings, confound: str, variant: str) -> Figure:
    """Return a figure with the counts of the models behind the verdict."""
    if confound in findings.untouched:
        return findings.figures.of(confound, variant, "plain_accuracy", "control")
    return findings.figures.of(confound, variant, "conflicting_accuracy", findings.verdict_at)


def _sentence(text: str | None) -> str:
    return f"{text[0].upper()}{text[1:].rstrip('.')}." if text else ""
