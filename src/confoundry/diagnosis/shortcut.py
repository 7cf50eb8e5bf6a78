"""A model can be healthy in training and answer from a shortcut: the counterfactual matrix says so, no curve does."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from confoundry.alignments import CONTROL
from confoundry.diagnosis.cause import Cause
from confoundry.figures import Figure, Figures
from confoundry.wording import interval, percent, points, share

CONFIDENCE = {"follows": 0.95, "leans": 0.7}  # the verdicts that say so, each from limits of 90 %
PULL = "excess_pull"


@dataclass(frozen=True, eq=False)
class Audit:
    """What an audit found of one confound.

    Attributes:
        confound: Its name.
        noun: What it is called in a sentence.
        levels: How many values it has.
        verdict_at: The alignment, as text, at which verdicts are given.
        verdicts: Variant → verdict, in the study's order: the first is what the others are compared with.
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
        """Return a number at the verdict's alignment, or at another one."""
        return self.figures.of(self.confound, variant, metric, alignment or self.verdict_at)


def shortcut(audit: Audit, variant: str) -> Cause | None:
    """Return the cause `shortcut` where a variant's answers go by the confound; None for any other verdict."""
    confidence = CONFIDENCE.get(audit.verdicts.get(variant, ""))
    if confidence is None:
        return None
    return Cause("shortcut", confidence, _evidence(audit, variant), _remedy(audit, variant))


def helps(audit: Audit, variant: str) -> str | None:
    """Return the variant of the study under which the fewest answers are drawn to the shortcut, fewer than here.

    Against the study's first variant what the paired comparisons call `better` counts; against another one, limits
    that do not meet.
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
    """Say what the counterfactual matrix holds, as docs/metrics.md and the page do."""
    misleads, helpful = (audit.figure(variant, name) for name in ("conflicting_accuracy", "aligned_accuracy"))
    mixed, drawn = audit.figure(variant, "conflicting_accuracy", CONTROL), audit.figure(variant, PULL)
    lost, noun = audit.figure(variant, "shortcut_cost"), audit.noun
    counted = f"{drawn.images:,} test images × {audit.levels} values × {drawn.replicates} training seeds"
    return (
        f"where the {noun} misleads, {_with(share, misleads)} of the answers are right, where it helps "
        f"{_with(share, helpful)}; of 100 answers {_with(points, drawn)} are drawn to the {noun} because it was "
        f"learned, and {_with(points, lost)} points of accuracy are lost to it (with the {noun} mixed "
        f"{share(mixed)} are right). {counted}; in training the {noun} goes with the class in "
        f"{percent(audit.verdict_at)} of the images"
    )


def _with(words: Any, figure: Figure) -> str:
    return f"{words(figure)} ({interval(figure)})" if figure.bounded else words(figure)


def _remedy(audit: Audit, variant: str) -> str:
    helping = helps(audit, variant)
    if helping is None:
        return (
            f"none of the study's variants helps; break the link in the data: images of each class under every value "
            f"of the {audit.noun}, or an augmentation that renders it at random"
        )
    before, after = audit.figure(variant, PULL), audit.figure(helping, PULL)
    verdict = audit.verdicts[helping]
    still = f"; it still {verdict}, so break the link in the data too" if verdict in CONFIDENCE else ""
    changed = f"of 100 answers {points(after)} are drawn to the {audit.noun} instead of {points(before)}"
    return f"{audit.lines.get(helping, helping)}  # in this study: {changed}{still}"
