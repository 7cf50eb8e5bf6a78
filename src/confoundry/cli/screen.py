"""The text above and below the table of verdicts."""

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from rich.text import Text

from confoundry.alignments import alignment_text
from confoundry.cli.committed import Agreement
from confoundry.paths import PAGE
from confoundry.report.verdicts import FAILED
from confoundry.study import StudySettings
from confoundry.wording import percent

SHOWN = 5  # changed verdicts
NOT_RUN = """
These are the committed verdicts (metrics/). Nothing has run here yet;
`confoundry run` computes them again."""


def before(study: StudySettings) -> Text:
    """Return the question that the table answers, and what its columns mean."""
    at = percent(alignment_text(study.verdict_at))
    return Text.assemble(
        ("How easily does the recipe fall for a shortcut?\n", "bold"),
        f"It goes with the class in {at} of the training images. Then every test image is\n"
        "shown with every value of the shortcut. Compared with the control (the same\n"
        "shortcut, mixed evenly over the classes):\n"
        "  drawn to it    extra answers that name the shortcut's class\n"
        "  accuracy lost  where the shortcut misleads\n"
        "  holds up to    the strongest shortcut that costs no more than limits.budget\n"
        f"Means over {study.replicates} training seeds; 95% limits are in parentheses.\n",
    )


def after(
    study: StudySettings,
    headline: dict[str, Any],
    agreement: Agreement | None,
    stale: Sequence[tuple[str, str]] | None,
    warnings: Sequence[str] = (),
) -> Text:
    """Return warnings, undecided verdicts, the comparison with the commit, where the page is, and what to do next.

    Args:
        study: The study.
        headline: Its verdicts.
        agreement: How the verdicts compare with the committed ones.
        stale: Stages that did not run since something changed, each with what changed; None during a run.
        warnings: Why verdicts mean little, such as a network that has hardly learned.
    """
    lines = ["", *_warned(warnings), *_reasons(headline), *_stale(stale), *_agreement(agreement)]
    return Text("\n").join([*(Text(line) for line in lines), page(), Text(), *(Text(line) for line in _next(study))])


def page() -> Text:
    """Return where the page is, as a link if the terminal supports links."""
    if not PAGE.is_file():
        return Text(f"No page yet: `dvc repro report` creates {PAGE}.")
    return Text.assemble("The page: ", (str(PAGE), f"link {PAGE.resolve().as_uri()}"))


def _warned(warnings: Sequence[str]) -> list[str]:
    if not warnings:
        return []
    return [*warnings, "Such verdicts mean little. `confoundry diagnose VARIANT` finds the cause."]


def _reasons(headline: dict[str, Any]) -> list[str]:
    return [
        f"{confound} × {variant} {FAILED if entry['verdict'] == FAILED else 'is undecided'}: {entry['reason']}."
        for confound, variants in headline.items()
        for variant, entry in variants.items()
        if entry.get("reason")
    ]


def _stale(stale: Sequence[tuple[str, str]] | None) -> list[str]:
    if stale is None:
        return ["A run is in progress. Verdicts that it has not reached yet are those of the run before."]
    if not stale:
        return []
    stage, what = stale[0]
    return [f"Out of date: {what} changed since {stage} ran. `confoundry run` updates the verdicts."]


def _agreement(agreement: Agreement | None) -> list[str]:
    if agreement is None:
        return ["Nothing to compare with: no verdicts (metrics/headline.json) are committed."]
    if not agreement.of:
        return ["Nothing to compare with: the committed verdicts are those of another study."]
    lines = [f"{agreement.same} of {agreement.of} verdicts agree with the committed ones."]
    if agreement.new:
        lines.append(f"No verdict is committed for {agreement.new} more.")
    if agreement.gone:
        lines.append(f"{agreement.gone} committed verdicts are on shortcuts or variants that are not in this study.")
    lines += [f"  {change}" for change in agreement.changed[:SHOWN]]
    left = len(agreement.changed) - SHOWN
    return [*lines, f"  and {left} more"] if left > 0 else lines


def _next(study: StudySettings) -> list[str]:
    """Return the next commands; the first activates the environment if it is not active."""
    setting = "variants.l2.l2=0.001" if "l2" in study.variants else f"study.replicates={2 * study.replicates}"
    lines = ["Next:"]
    environment = Path(sys.prefix)
    if "VIRTUAL_ENV" not in os.environ and environment.is_relative_to(Path.cwd()):
        lines.append(f"  . {environment.relative_to(Path.cwd())}/bin/activate")
    return [
        *lines,
        f"  {f'confoundry run --set {setting}':<43}try a new value",
        f"  {'confoundry diff':<43}see what changed",
        f"  {f'dvc exp run -S {setting}':<43}run a DVC experiment",
    ]
