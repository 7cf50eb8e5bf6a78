"""Why: what keeps a variant from learning, or draws it to the shortcut; with what helped in this study."""

import re
from typing import Any

from markupsafe import Markup

from confoundry.diagnosis.names import CAUSES
from confoundry.report.findings import Findings
from confoundry.report.piece import Piece, fill
from confoundry.report.why_charts import gradients, helps_or_misleads
from confoundry.wording import hundredths, listed

SHORTCUT = "shortcut"
FEW = 8  # variants that fall short; of more only a line each is shown until one asks
IN_THIS_STUDY = "  # in this study: "  # what a remedy's line ends with, where the study has it
CODE = re.compile(r"[\w.]+ ?[(=:]")  # how a line of Python or YAML begins
# Causes that show in how gradients get through the layers.
LAYERED = ("hidden_activation", "vanishing_gradient", "exploding_gradient", "initialization", "dying_units")
TEMPLATE = """
<p>Training was watched, layer by layer, and each variant's network was read as it stands in the code. What is wrong
there is named with its evidence. A network can train without a fault and still answer from the shortcut: no curve of
training shows that, the images under every value of it do. How sure a cause is, is a judgement, not a probability.</p>
{% for confound in confounds %}
<h3>{{ confound.title }}</h3>
{% if confound.healthy %}
<p><span class="chip good"><span aria-hidden="true">✓</span> nothing found</span> {{ confound.healthy }}</p>
{% endif %}
{% if confound.chart %}
<div class="charts"><figure><figcaption>Right answers, by what the {{ confound.noun }} does
<span class="quiet">lines: 95&nbsp;% limits</span></figcaption>{{ confound.chart }}</figure></div>
{% endif %}
{% for variant in confound.variants %}
<details class="card why"{{ " open" if confound.few }}>
<summary><strong>{{ variant.name }}</strong> <span class="quiet">{{ variant.named }}</span></summary>
{% for cause in variant.causes %}
<p><span class="chip {{ cause.tone }}"><span aria-hidden="true">{{ cause.mark }}</span> {{ cause.words }}</span>
<span class="quiet"><code>{{ cause.name }}</code>{% if cause.layer %}, layer <code>{{ cause.layer }}</code>{% endif %},
{{ cause.sure }} % sure</span></p>
<dl class="because"><dt>Evidence</dt><dd>{{ cause.evidence }}</dd>
<dt>Remedy</dt><dd>{{ cause.remedy }}</dd>
{% if cause.helped %}<dt>In this study</dt><dd>{{ cause.helped }}</dd>{% endif %}</dl>
{% endfor %}
{% if variant.chart %}
<figure><figcaption>Gradient of each layer’s weights, from the input to the output
<span class="quiet">in the first epoch, mean over training seeds</span></figcaption>{{ variant.chart }}</figure>
{% endif %}
</details>
{% endfor %}
{% else %}
<p>Nothing to show: nothing was diagnosed.</p>
{% endfor %}
"""


def diagnosis(findings: Findings) -> Piece:
    """Show the causes of each confound × variant, the data as they are first."""
    order = [*findings.untouched, *findings.planted]
    shown = [_confound(findings, name) for name in order if findings.diagnosis.get(name)]
    return Piece("Why, and what helps", fill(TEMPLATE, confounds=shown))


def _confound(findings: Findings, confound: str) -> dict[str, Any]:
    entries = {name: entry for name, entry in findings.diagnosis[confound].items() if name in findings.study.variants}
    healthy = [name for name, entry in entries.items() if entry["healthy"]]
    follow = any(cause["name"] == SHORTCUT for entry in entries.values() for cause in entry["causes"])
    return {
        "title": findings.title(confound),
        "noun": findings.noun(confound),
        "healthy": listed(healthy) if healthy else "",
        "chart": helps_or_misleads(findings, confound) if follow else "",
        "variants": [_variant(name, entries) for name in entries if not entries[name]["healthy"]],
        "few": len(entries) - len(healthy) <= FEW,
    }


def _variant(name: str, entries: dict[str, dict[str, Any]]) -> dict[str, Any]:
    causes = entries[name]["causes"]
    layered = [cause for cause in causes if cause["name"] in LAYERED]
    other = next((cause["helped"]["variant"] for cause in layered if cause.get("helped")), None)
    shown = [one for one in (name, other) if one in entries]
    chart = gradients({one: entries[one]["layers"] for one in shown}) if layered else ""
    named = "; ".join(_words(cause["name"]) for cause in causes)
    return {"name": name, "named": named, "causes": [_cause(cause) for cause in causes], "chart": chart}


def _cause(cause: dict[str, Any]) -> dict[str, Any]:
    tone = "warn" if cause["confidence"] < 0.8 else "bad"
    remedy, _, changed = cause["remedy"].partition(IN_THIS_STUDY)
    return {
        "name": cause["name"],
        "words": _words(cause["name"]),
        "layer": cause["layer"],
        "sure": round(100 * cause["confidence"]),
        "tone": tone,
        "mark": "!" if tone == "warn" else "✗",
        "evidence": _sentence(cause["evidence"]),
        "remedy": _as_code(remedy),
        "helped": _helped(cause["helped"], changed) if cause.get("helped") else "",
    }


def _words(name: str) -> str:
    return CAUSES.get(name, name)


def _as_code(remedy: str) -> Markup | str:
    return Markup("<code>{}</code>").format(remedy) if CODE.match(remedy) else remedy


def _sentence(text: str) -> str:
    """Return a sentence; it begins with a capital unless its first word is a name, as that of a layer."""
    first = text.split(" ", 1)[0]
    begins = f"{text[0].upper()}{text[1:]}" if first.isalpha() else text
    return f"{begins.rstrip('.')}."


def _helped(helped: dict[str, Any], changed: str) -> Markup:
    """Say which variant is the remedy, and what it changed."""
    after, before = (hundredths(helped[name]) for name in ("after", "before"))
    changed = changed or f"{after} % of its answers are right instead of {before} %"
    return Markup("<strong>{}</strong>, which differs in {}: {}.").format(
        helped["variant"], listed(list(helped["differs"])), changed
    )
