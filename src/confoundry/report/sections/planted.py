"""Pictures of the added shortcuts: a few images in rows, the values of the shortcut in columns."""

from confoundry.report.findings import Findings
from confoundry.report.pictures import as_address
from confoundry.report.piece import Piece, fill

TEMPLATE = """
<p>Every column shows the same images; only the value of the shortcut changes. In training, each class had a value of
its own. Each training seed drew its own pairs of class and value, unless the settings fix them.</p>
{% for shortcut in shortcuts %}
<figure class="montage"><figcaption>{{ shortcut.title }}: {{ shortcut.levels }} values</figcaption>
<img src="{{ shortcut.picture }}" alt="A few images with every value of the {{ shortcut.noun }}"></figure>
{% endfor %}
"""


def planted(findings: Findings) -> Piece:
    """Show each shortcut's montage."""
    shortcuts = [
        {
            "title": findings.title(name),
            "noun": findings.noun(name),
            "levels": findings.confounds[name].levels,
            "picture": as_address(findings.montages[name]),
        }
        for name in findings.planted
        if name in findings.montages
    ]
    return Piece("Added shortcuts", fill(TEMPLATE, shortcuts=shortcuts))
