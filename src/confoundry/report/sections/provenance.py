"""What the page was made from: hashes of data and settings, versions, seeds; the same content gives the same page."""

from confoundry.report.findings import Findings
from confoundry.report.piece import Piece, fill

TEMPLATE = """
<p>The same data, settings, code and versions give this page again, byte for byte, on the same machine.</p>
<details><summary>Hashes, versions and seeds</summary>
<dl class="facts">
{% for name, value in facts.items() %}
<div><dt>{{ name }}</dt><dd><code>{{ value }}</code></dd></div>
{% endfor %}
</dl></details>
"""


def provenance(findings: Findings) -> Piece:
    """List what went into the page."""
    study = findings.study
    facts = {"seed of the study": str(study.seed), "training seeds": str(study.replicates), **findings.provenance}
    return Piece("What this was made from", fill(TEMPLATE, facts=facts))
