"""Reading how much each network has learned beside a stock model, as far as `diagnose` has said it."""

from confoundry.paths import DIAGNOSIS, EVIDENCE
from confoundry.report.learned import Learning
from confoundry.stages.written import read_json


def read_learning() -> Learning:
    """Return what is known: in a fresh clone, which has no reports/, only which networks hardly learned."""
    entries, words = (read_json(path) if path.is_file() else {} for path in (EVIDENCE, DIAGNOSIS))
    return Learning(entries, words)
