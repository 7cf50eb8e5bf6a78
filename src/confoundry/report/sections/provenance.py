"""What the page was made from: hashes of data and settings, versions, and seeds."""

from confoundry.report.findings import Findings
from confoundry.report.piece import Piece, fill

TEMPLATE = """
<p>On the same machine, the same data, settings, code and versions give the same page, byte for byte.</p>
<details><summary>Hashes, versions and seeds</summary>
<dl class="facts">
{% for name, value in facts.items() %}
<div><dt>{{ name }}</dt><dd><code>{{ value }}</code></dd></div>
{% endfor %}
</dl></details>
"""


def provenance(findings: Findings) -> Piece:
    """List what the page was made from."""
    study = findings.study
    facts = {"seed of the study": str(study.seed), "training seeds": str(study.replicates), **findings.provenance}
    return Piece("Versions and hashes", fill(TEMPLATE, facts=facts))
