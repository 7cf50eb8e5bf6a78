"""The text above and below the table of causes."""

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
    """Return the question that the table answers, and what its columns mean."""
    at = percent(alignment_text(study.verdict_at))
    return Text.assemble(
        ("What happened to each variant, why, and what helped?\n", "bold"),
        f"Means over {study.replicates} training seeds; 95% limits are in parentheses.\n"
        "  accuracy     on test images, without a shortcut\n"
        "  what helped  the variant that removes the cause, and the points that it gained\n"
        "  drawn to     extra answers, of 100, that name the shortcut's class, if the\n"
        f"               shortcut goes with the class in {at} of the training images;\n"
        "               ✗ if the shortcut was named as a cause\n",
    )


def after(study: Study, headline: Mapping[str, Any], sweeps: Sequence[tuple[str, Sequence[Step]]]) -> Text:
    """Return how many are healthy, the cross-validation, what validation would choose, and where the page is."""
    lines = ["", *_counts(study), *_folds(headline.get(study.untouched, {})), *_chosen(study, sweeps)]
    return Text("\n").join([*(Text(line) for line in lines), page()])


def _counts(study: Study) -> list[str]:
    if not study.diagnoses:
        return ["No diagnosis yet: `dvc repro diagnose` creates it."]
    healthy = sum(study.causes(study.untouched, variant) == [HEALTHY] for variant in study.variants)
    lines = [f"{healthy} of {len(study.variants)} variants are healthy without a shortcut."]
    for confound, noun in study.planted.items():
        named = sum(SHORTCUT in study.causes(confound, variant) for variant in study.variants)
        lines.append(f"{named} of {len(study.variants)} use the {noun} if it is a shortcut.")
    return lines


def _folds(entries: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """Return the result of each cross-validation: its spread over folds is not the error of the mean."""
    lines = []
    for variant, entry in entries.items():
        if found := entry.get("cross_validation"):
            mean, sd, low, high = (hundredths(found[name], 1) for name in ("mean", "sd", "low", "high"))
            lines.append(f"{found['folds']}-fold cross-validation of {variant}: accuracy {mean}%;")
            lines.append(f"  {low} to {high} over the folds, standard deviation {sd} (not a standard error).")
    return lines


def _chosen(study: Study, sweeps: Sequence[tuple[str, Sequence[Step]]]) -> list[str]:
    """Return, for each sweep, the value that validation would choose, and the results with it."""
    lines = ["Validation would choose:"] if sweeps else []
    for setting, steps in sweeps:
        for step in (one for one in steps if one.chosen):
            drawn = [f"{points(figure)} drawn to the {study.planted[name]}" for name, figure in step.drawn.items()]
            comes_to = ", ".join([f"accuracy {points(step.right)}", *drawn])
            lines.append(f"  {setting} {step.value} ({step.variant}): {comes_to}")
    return lines
