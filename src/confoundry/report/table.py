"""SECTIONS: the sections of the page, in order; the name is the section's anchor.

A section that does not apply to a study is None, and is left out of its page.
"""

from collections.abc import Callable

from confoundry.report.findings import Findings
from confoundry.report.piece import Piece
from confoundry.report.sections.answer import answer
from confoundry.report.sections.comparison import comparison
from confoundry.report.sections.data_checks import data_checks
from confoundry.report.sections.diagnosis import diagnosis
from confoundry.report.sections.more_numbers import more_numbers
from confoundry.report.sections.numbers import numbers
from confoundry.report.sections.planted import planted
from confoundry.report.sections.provenance import provenance
from confoundry.report.sections.reading import reading
from confoundry.report.sections.strength import strength
from confoundry.report.sections.strips import strips
from confoundry.report.sections.sweeps import sweeps
from confoundry.report.sections.training import training

SECTIONS: dict[str, Callable[[Findings], Piece | None]] = {
    "answer": answer,
    "numbers": numbers,
    "strength": strength,
    "strips": strips,
    "comparison": comparison,
    "why": diagnosis,
    "sweeps": sweeps,
    "more": more_numbers,
    "planted": planted,
    "training": training,
    "data": data_checks,
    "reading": reading,
    "provenance": provenance,
}
