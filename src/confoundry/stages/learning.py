"""Reads how much each network has learned compared with a stock model, from the results of `diagnose`."""

from confoundry.paths import DIAGNOSIS, EVIDENCE
from confoundry.report.learned import Learning
from confoundry.stages.written import read_json


def read_learning() -> Learning:
    """Return what is known. A fresh clone has no reports/; there it is only known which networks hardly learned."""
    entries, words = (read_json(path) if path.is_file() else {} for path in (EVIDENCE, DIAGNOSIS))
    return Learning(entries, words)
