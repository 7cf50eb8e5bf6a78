"""The cause `shortcut`: training curves cannot show it, only the counterfactual matrix of an audit can."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from confoundry.alignments import CONTROL
from confoundry.diagnosis.cause import Cause
from confoundry.figures import Figure, Figures
from confoundry.wording import interval, percent, points, share

CONFIDENCE = {"follows": 0.95, "leans": 0.7}  # by verdict; each verdict rests on 90 % limits
VERBS = {"follows": "follows", "leans": "leans on"}
PULL = "excess_pull"


@dataclass(frozen=True, eq=False)
class Audit:
    """What an audit found of one confound.

    Attributes:
        confound: Its name.
        noun: Its name in a sentence.
        levels: Number of its values.
        verdict_at: The alignment, as text, for which verdicts are given.
        verdicts: Variant → verdict, in the order of the study; the others are compared with the first.
        figures: All numbers of the summary.
        comparisons: Table `comparisons`.
        lines: Variant → its line of params.yaml.
        untouched: The study's confound that plants nothing; empty where it has none.
    """

    confound: str
    noun: str
    levels: int
    verdict_at: str
    verdicts: Mapping[str, str]
    figures: Figures
    comparisons: pd.DataFrame
    lines: Mapping[str, str]
    untouched: str = ""

    def figure(self, variant: str, metric: str, alignment: str = "") -> Figure:
        """Return a number at the alignment of the verdicts, or at another one."""
        return self.figures.of(self.confound, variant, metric, alignment or self.verdict_at)


def shortcut(audit: Audit, variant: str) -> Cause | None:
    """Return the cause `shortcut` if a variant follows or leans on the confound; None for any other verdict."""
    confidence = CONFIDENCE.get(audit.verdicts.get(variant, ""))
    if confidence is None:
        return None
    return Cause("shortcut", confidence, _evidence(audit, variant), _remedy(audit, variant))


def helps(audit: Audit, variant: str) -> str | None:
    """Return the variant of the study that is drawn to the shortcut the least, if it is clearly less than this one.

    Compared with the first variant of the study, the paired comparison must say `better`; compared with another
    variant, the 95 % limits must not overlap.
    """
    better = _judged(audit) if variant == next(iter(audit.verdicts), None) else _apart(audit, variant)
    drawn = {name: audit.figure(name, PULL).value for name in better if name != variant}
    return min(drawn, key=lambda name: drawn[name]) if drawn else None


def _judged(audit: Audit) -> Sequence[str]:
    rows = audit.comparisons
    chosen = (rows["confound"] == audit.confound) & (rows["metric"] == PULL) & (rows["judgement"] == "better")
    return [str(name) for name in rows.loc[chosen, "variant"] if name in audit.verdicts]


def _apart(audit: Audit, variant: str) -> Sequence[str]:
    low = audit.figure(variant, PULL).low
    return [name for name in audit.verdicts if audit.figure(name, PULL).high < low]


def _evidence(audit: Audit, variant: str) -> str:
    """Summarize the counterfactual matrix in the terms of docs/metrics.md and the page."""
    misleads, helpful = (audit.figure(variant, name) for name in ("conflicting_accuracy", "aligned_accuracy"))
    mixed, drawn = audit.figure(variant, "conflicting_accuracy", CONTROL), audit.figure(variant, PULL)
    lost, noun = audit.figure(variant, "shortcut_cost"), audit.noun
    counted = f"{drawn.images:,} test images × {audit.levels} values × {drawn.replicates} training seeds"
    return (
        f"Where the {noun} misleads, {_with(share, misleads)} of the answers are right; where it helps, "
        f"{_with(share, helpful)}. Of 100 answers, {_with(points, drawn)} are drawn to the {noun} because it was "
        f"learned. It costs {_with(points, lost)} points of accuracy: with the {noun} mixed in training, "
        f"{share(mixed)} of the answers are right. Measured on {counted}. In training, the {noun} goes with the class "
        f"in {percent(audit.verdict_at)} of the images."
    )


def _with(words: Any, figure: Figure) -> str:
    return f"{words(figure)} ({interval(figure)})" if figure.bounded else words(figure)


def _remedy(audit: Audit, variant: str) -> str:
    helping = helps(audit, variant)
    if helping is None:
        return (
            "no variant of this study helps; break the link in the data: collect images of each class with every "
            f"value of the {audit.noun}, or randomize the {audit.noun} with an augmentation"
        )
    before, after = audit.figure(variant, PULL), audit.figure(helping, PULL)
    verdict = audit.verdicts[helping]
    still = (
        f"; it still {VERBS[verdict]} the {audit.noun}, so also break the link in the data" if verdict in VERBS else ""
    )
    changed = f"of 100 answers, {points(after)} are drawn to the {audit.noun} instead of {points(before)}"
    return f"{audit.lines.get(helping, helping)}  # in this study: {changed}{still}"
