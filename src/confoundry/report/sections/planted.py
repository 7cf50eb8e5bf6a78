"""What was planted: a few images in rows, the values of the shortcut in columns."""

from confoundry.report.findings import Findings
from confoundry.report.pictures import as_address
from confoundry.report.piece import Piece, fill

TEMPLATE = """
<p>The same images in every column; only the shortcut changes. In training, each class had one value of its own, drawn
anew for each training seed unless the settings fix it.</p>
{% for shortcut in shortcuts %}
<figure class="montage"><figcaption>{{ shortcut.title }}: {{ shortcut.levels }} values</figcaption>
<img src="{{ shortcut.picture }}" alt="A few images under the values of the {{ shortcut.noun }}"></figure>
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
    return Piece("What was planted", fill(TEMPLATE, shortcuts=shortcuts))
