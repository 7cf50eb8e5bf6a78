"""What stands above and below the table of verdicts on the screen."""

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

SHOWN = 5  # changed verdicts, at most
NOT_RUN = """
These are the committed verdicts of metrics/. Nothing has run here yet:
`confoundry run` computes them again."""


def before(study: StudySettings) -> Text:
    """Say which question the table answers, and how its figures are meant."""
    at = percent(alignment_text(study.verdict_at))
    return Text.assemble(
        ("How easily does the recipe fall for a shortcut?\n", "bold"),
        f"It was planted to go with the class in {at} of the training images, and then\n"
        "shown with every test image in all its values. Drawn to it: answers that name\n"
        "its class because it was learned. Accuracy lost: where it misleads, against the\n"
        f"same shortcut mixed. {study.replicates} training seeds; in brackets the 95 % limits.\n",
    )


def after(
    study: StudySettings,
    headline: dict[str, Any],
    agreement: Agreement | None,
    stale: Sequence[tuple[str, str]],
    warnings: Sequence[str] = (),
) -> Text:
    """Say what is undecided and why, whether all agree with the committed ones, where the page is, and what is next.

    Args:
        study: The study.
        headline: Its verdicts.
        agreement: How they compare with the committed ones.
        stale: Stages whose results are not those of what is here now, each with what changed.
        warnings: What makes verdicts say little, as a network that hardly learned.
    """
    lines = ["", *_warned(warnings), *_reasons(headline), *_stale(stale), *_agreement(agreement)]
    return Text("\n").join([*(Text(line) for line in lines), page(), Text(), *(Text(line) for line in _next(study))])


def page() -> Text:
    """Say where the page is, as a link where the terminal has links."""
    if not PAGE.is_file():
        return Text(f"No page yet: `dvc repro report` makes {PAGE}.")
    return Text.assemble("The page: ", (str(PAGE), f"link {PAGE.resolve().as_uri()}"))


def _warned(warnings: Sequence[str]) -> list[str]:
    if not warnings:
        return []
    return [*warnings, "Such a network is no baseline: `confoundry diagnose VARIANT` says what is wrong."]


def _reasons(headline: dict[str, Any]) -> list[str]:
    return [
        f"{confound} × {variant} {FAILED if entry['verdict'] == FAILED else 'is undecided'}: {entry['reason']}."
        for confound, variants in headline.items()
        for variant, entry in variants.items()
        if entry.get("reason")
    ]


def _stale(stale: Sequence[tuple[str, str]]) -> list[str]:
    if not stale:
        return []
    stage, what = stale[0]
    return [f"Stale: {what} changed since {stage} ran; `confoundry run` brings the verdicts up to date."]


def _agreement(agreement: Agreement | None) -> list[str]:
    if agreement is None:
        return ["Nothing to compare with: Git holds no committed metrics/headline.json here."]
    if not agreement.of:
        return ["First run of this study: there is nothing to compare with yet."]
    lines = [f"{agreement.same} of {agreement.of} verdicts agree with the committed ones."]
    if agreement.new:
        lines.append(f"For {agreement.new} more nothing was committed.")
    if agreement.gone:
        lines.append(f"{agreement.gone} that were committed are of shortcuts or variants that this study leaves out.")
    lines += [f"  {change}" for change in agreement.changed[:SHOWN]]
    left = len(agreement.changed) - SHOWN
    return [*lines, f"  and {left} more"] if left > 0 else lines


def _next(study: StudySettings) -> list[str]:
    """Return three commands to go on with, and the one that finds them where the environment is not active."""
    setting = "variants.l2.l2=0.001" if "l2" in study.variants else "training.epochs=5"
    key = setting.split("=")[0]
    lines = ["Go on with:"]
    environment = Path(sys.prefix)
    if "VIRTUAL_ENV" not in os.environ and environment.is_relative_to(Path.cwd()):
        lines.append(f"  . {environment.relative_to(Path.cwd())}/bin/activate")
    return [
        *lines,
        f"  {'confoundry run':<36}with a new {key} in params.yaml",
        f"  {'confoundry diff':<36}what became better or worse",
        f"  {f'dvc exp run -S {setting}':<36}as an experiment of DVC's",
    ]
