"""Every number of a study, one per row."""

from dataclasses import asdict

import pandas as pd

from confoundry.evaluation.metric import Arms, Key
from confoundry.evaluation.settings import LimitSettings
from confoundry.evaluation.table import METRICS, SHORTCUT_COST
from confoundry.evaluation.tolerance import Tolerance
from confoundry.figures import Figure
from confoundry.tables import TABLES


def summary(confound: str, variant: str, arms: Arms, limits: LimitSettings) -> pd.DataFrame:
    """Return the rows of the table `summary` for one confound × variant, sorted by alignment and metric.

    If replicates failed to train, a further row `<metric>_trained` excludes them.
    """
    metrics = METRICS | {"tolerance": Tolerance(SHORTCUT_COST, limits.budget)}
    trained = {alignment: outcome.only(~outcome.failed) for alignment, outcome in arms.items()}
    found: dict[Key, Figure] = {}
    for name, metric in metrics.items():
        figures = metric.figures(name, arms)
        found |= figures
        flawed = {key for key, figure in figures.items() if figure.failed}
        if flawed:
            without = metric.figures(name, trained)
            found |= {(alignment, f"{key}_trained"): without[alignment, key] for alignment, key in flawed}
    rows = [
        {"confound": confound, "variant": variant, "alignment": alignment, "metric": name, **asdict(figure)}
        for (alignment, name), figure in sorted(found.items())
    ]
    return pd.DataFrame(rows, columns=list(TABLES["summary"])).astype(TABLES["summary"])
