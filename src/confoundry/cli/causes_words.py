"""What stands above and below the table of causes on the screen."""

from collections.abc import Mapping, Sequence
from typing import Any

from rich.text import Text

from confoundry.alignments import alignment_text
from confoundry.cli.screen import page
from confoundry.report.causes_table import HEALTHY, SHORTCUT, Study
from confoundry.report.sweep_rows import Step
from confoundry.study import StudySettings
from confoundry.wording import hundredths, percent, points


def before(study: StudySettings) -> Text:
    """Say which question the table answers, and how its figures are meant."""
    at = percent(alignment_text(study.verdict_at))
    return Text.assemble(
        ("What happened to each variant, why, and what helped?\n", "bold"),
        f"Right: on test images, nothing planted; {study.replicates} training seeds, in brackets the 95 %\n"
        "limits. What helped: the variant that differs in what the cause is about, and\n"
        f"what it won. Drawn to: of 100 answers, the shortcut going with the class in {at}\n"
        "of the training images; ✗ where it was named as a cause.\n",
    )


def after(study: Study, headline: Mapping[str, Any], sweeps: Sequence[tuple[str, Sequence[Step]]]) -> Text:
    """Say how many are healthy, what cross-validation found, what validation would choose, where the page is."""
    lines = ["", *_counts(study), *_folds(headline.get(study.untouched, {})), *_chosen(study, sweeps)]
    return Text("\n").join([*(Text(line) for line in lines), page()])


def _counts(study: Study) -> list[str]:
    if not study.diagnoses:
        return ["No diagnosis yet: `dvc repro diagnose` makes it."]
    healthy = sum(study.causes(study.untouched, variant) == [HEALTHY] for variant in study.variants)
    lines = [f"{healthy} of {len(study.variants)} variants are healthy where nothing is planted."]
    for confound, noun in study.planted.items():
        named = sum(SHORTCUT in study.causes(confound, variant) for variant in study.variants)
        lines.append(f"{named} of {len(study.variants)} answer from the {noun} where that is a shortcut.")
    return lines


def _folds(entries: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """Say what each cross-validation found: its spread over folds, which is no error of the mean."""
    lines = []
    for variant, entry in entries.items():
        if found := entry.get("cross_validation"):
            mean, sd, low, high = (hundredths(found[name], 1) for name in ("mean", "sd", "low", "high"))
            lines.append(f"{found['folds']}-fold cross-validation of {variant}: {mean} of 100 right;")
            lines.append(f"  over the folds {low} to {high}, standard deviation {sd} (no standard error).")
    return lines


def _chosen(study: Study, sweeps: Sequence[tuple[str, Sequence[Step]]]) -> list[str]:
    """Say of each sweep which step validation would choose, and what that step comes to."""
    lines = ["Validation would choose:"] if sweeps else []
    for setting, steps in sweeps:
        for step in (one for one in steps if one.chosen):
            drawn = [f"{points(figure)} drawn to the {study.planted[name]}" for name, figure in step.drawn.items()]
            comes_to = ", ".join([f"{points(step.right)} right", *drawn])
            lines.append(f"  {setting} {step.value} ({step.variant}): {comes_to}")
    return lines
