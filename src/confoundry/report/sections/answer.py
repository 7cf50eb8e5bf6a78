"""The answer: which question this page answers, and the verdict on each variant, in words."""

from confoundry.figures import Figure
from confoundry.report.findings import Findings
from confoundry.report.piece import Piece, fill
from confoundry.report.sections.data_checks import warnings
from confoundry.report.sentences import evidence, failures, holds_up, phrase
from confoundry.report.verdicts import FAILED, HARDLY, verdict
from confoundry.wording import alignment_words, listed

CAUTION = "So this verdict says little."
TEMPLATE = """
<p class="lead">This page tests a <strong>recipe</strong> (a network, its training, its data): how easily does it fall
for a shortcut of this kind? A shortcut was planted in the training images so that it goes with the class; then every
test image was shown with every value of it, to see whether the answers follow the object or the shortcut.
It does not judge a trained model that you already have.</p>
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
<p>What the words mean: <a href="#reading">how to read this</a>.</p>
"""


def answer(findings: Findings) -> Piece:
    """Say it first: who follows what; what the recipe does where nothing was planted comes last, as the yardstick."""
    order = [*findings.planted, *findings.untouched]
    cards = [_card(findings, name) for name in order]
    return Piece("The answer", fill(TEMPLATE, confounds=cards, warnings=warnings(findings)))


def _card(findings: Findings, confound: str) -> dict[str, object]:
    noun, entries = findings.noun(confound), findings.verdicts(confound)
    condition = f"In training, the {alignment_words(findings.verdict_at, noun)} of the images."
    groups: dict[str, list[str]] = {}
    for variant, entry in entries.items():
        hardly = confound in findings.untouched and findings.learning.hardly(confound, variant)
        groups.setdefault(HARDLY if hardly else entry["verdict"], []).append(variant)
    return {
        "title": findings.title(confound),
        "condition": "Nothing was planted: what the recipe does on your data."
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
    """Return a figure that carries the counts of the models behind the verdict."""
    if confound in findings.untouched:
        return findings.figures.of(confound, variant, "plain_accuracy", "control")
    return findings.figures.of(confound, variant, "conflicting_accuracy", findings.verdict_at)


def _sentence(text: str | None) -> str:
    return f"{text[0].upper()}{text[1:].rstrip('.')}." if text else ""
