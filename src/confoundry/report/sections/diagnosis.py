"""The diagnosis: why a variant does not learn or uses the shortcut, and what helped in this study."""

import re
from typing import Any

from markupsafe import Markup

from confoundry.diagnosis.names import CAUSES
from confoundry.report.findings import Findings
from confoundry.report.piece import Piece, fill
from confoundry.report.why_charts import gradients, helps_or_misleads
from confoundry.wording import hundredths, listed

SHORTCUT = "shortcut"
FEW = 8  # variants with causes; if there are more, their details are folded
IN_THIS_STUDY = "  # in this study: "  # ends a remedy that the study has tried
CODE = re.compile(r"[\w.]+ ?[(=:]")  # the start of a line of Python or YAML
# Causes that the gradients of the layers show.
LAYERED = ("hidden_activation", "vanishing_gradient", "exploding_gradient", "initialization", "dying_units")
TEMPLATE = """
<p>The diagnosis monitors training layer by layer and inspects each network. It names every cause that it finds, with
evidence and a remedy. A network can train well and still use the shortcut. Training curves do not show this; only the
test images with every value of the shortcut do. The confidence of a cause is a judgement, not a probability.</p>
{% for confound in confounds %}
<h3>{{ confound.title }}</h3>
{% if confound.healthy %}
<p><span class="chip good"><span aria-hidden="true">✓</span> nothing found</span> {{ confound.healthy }}</p>
{% endif %}
{% if confound.chart %}
<div class="charts"><figure><figcaption>Accuracy where the {{ confound.noun }} helps and misleads
<span class="quiet">lines: 95% limits</span></figcaption>{{ confound.chart }}</figure></div>
{% endif %}
{% for variant in confound.variants %}
<details class="card why"{{ " open" if confound.few }}>
<summary><strong>{{ variant.name }}</strong> <span class="quiet">{{ variant.named }}</span></summary>
{% for cause in variant.causes %}
<p><span class="chip {{ cause.tone }}"><span aria-hidden="true">{{ cause.mark }}</span> {{ cause.words }}</span>
<span class="quiet"><code>{{ cause.name }}</code>{% if cause.layer %}, layer <code>{{ cause.layer }}</code>{% endif %},
confidence {{ cause.sure }}%</span></p>
<dl class="because"><dt>Evidence</dt><dd>{{ cause.evidence }}</dd>
<dt>Remedy</dt><dd>{{ cause.remedy }}</dd>
{% if cause.helped %}<dt>In this study</dt><dd>{{ cause.helped }}</dd>{% endif %}</dl>
{% endfor %}
{% if variant.chart %}
<figure><figcaption>Gradient norm of each layer, from the input to the output
<span class="quiet">first epoch, mean over training seeds</span></figcaption>{{ variant.chart }}</figure>
{% endif %}
</details>
{% endfor %}
{% else %}
<p>There is no diagnosis to show.</p>
{% endfor %}
"""


def diagnosis(findings: Findings) -> Piece:
    """Show the causes for each confound and variant, beginning with the images without a shortcut."""
    order = [*findings.untouched, *findings.planted]
    shown = [_confound(findings, name) for name in order if findings.diagnosis.get(name)]
    return Piece("Causes and remedies", fill(TEMPLATE, confounds=shown))


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
    """Return a sentence with a capital letter, unless its first word is a name, such as that of a layer."""
    first = text.split(" ", 1)[0]
    begins = f"{text[0].upper()}{text[1:]}" if first.isalpha() else text
    return f"{begins.rstrip('.')}."


def _helped(helped: dict[str, Any], changed: str) -> Markup:
    """Return which variant is the remedy, and what it changed."""
    after, before = (hundredths(helped[name]) for name in ("after", "before"))
    changed = changed or f"{after}% of its answers are right instead of {before}%"
    return Markup("<strong>{}</strong>, which differs in {}: {}.").format(
        helped["variant"], listed(list(helped["differs"])), changed
    )
