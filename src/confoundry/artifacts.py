"""Artifacts of a run on Prefect's pages: the verdicts, the results of the data checks, the address of the page."""

import socket
from typing import Any

from confoundry.alignments import alignment_text
from confoundry.figures import Figures
from confoundry.files.frames import read_numbers
from confoundry.files.params import read_section
from confoundry.page_address import page_address
from confoundry.paths import HEADLINE, PAGE, SUMMARY, VALIDATION, VALIDATION_PAGE
from confoundry.report.markdown_table import as_markdown
from confoundry.report.terminal import verdict_table
from confoundry.stages.learning import read_learning
from confoundry.stages.resolved import read_confound
from confoundry.stages.written import read_json
from confoundry.study import StudySettings
from confoundry.wording import percent


def verdicts() -> None:
    """Show the table of verdicts."""
    from prefect.artifacts import create_markdown_artifact

    study, headline = read_section("study", StudySettings), read_json(HEADLINE)
    confounds = {name: read_confound(name) for name in study.confounds}
    learning = read_learning()
    table = verdict_table(study, confounds, headline, Figures(read_numbers("summary", SUMMARY)), learning)
    warned = "".join(f"\n⚠ {line}\n" for line in learning.warnings())
    text = f"{verdicts_question(study)}\n\n{as_markdown(table)}{warned}"
    create_markdown_artifact(text, key="verdicts", description="Which variant answers from which shortcut")


def verdicts_question(study: StudySettings) -> str:
    """Return the question that the table of verdicts answers, and what its numbers mean."""
    return (
        f"How easily does the recipe fall for a shortcut that goes with the class in "
        f"{percent(alignment_text(study.verdict_at))} of the training images? Drawn to the shortcut: extra answers of "
        "100 that name the shortcut's class, compared with the control. Accuracy lost: where the shortcut misleads, "
        f"compared with the control. {study.replicates} training seeds; 95% intervals in brackets."
    )


def validation() -> None:
    """Show the results of the data checks."""
    from prefect.artifacts import create_table_artifact

    found = read_json(VALIDATION)
    fit = "fit" if found["fit"] == "yes" else "NOT fit"
    description = f"The data are {fit} for an audit; all results: {page_address(VALIDATION_PAGE.resolve())}"
    create_table_artifact(validation_rows(found), key="validation", description=description)


def validation_rows(found: dict[str, Any]) -> list[dict[str, Any]]:
    """Return metrics/validation.json as rows: images per split, how many checks passed, then each that did not."""
    rows = [
        {"what": f"images to {split} on", "count": found["splits"][key], "means": ""}
        for key, split in (("train", "train"), ("validation", "validate"), ("test", "test"))
        if key in found["splits"]
    ]
    noticed = len(found["failed"]) + len(found["warnings"])
    rows.append({"what": "checks that passed", "count": found["checks"] - noticed, "means": f"of {found['checks']}"})
    for key, means in (("failed", "stops the study"), ("warnings", "worth a look")):
        rows += [{"what": name, "count": count, "means": means} for name, count in found[key].items()]
    return rows


def page() -> None:
    """Show where the page is. A file is not a link, since browsers do not follow links from a server's page to one."""
    from prefect.artifacts import create_markdown_artifact

    file = PAGE.resolve()
    address = page_address(file)
    text = (
        f"[The page with all results]({address})\n"
        if address.startswith("http")
        else f"The page with all results is a file on {socket.gethostname()}, the machine that ran the audit. On that "
        f"machine, copy this address into a browser:\n\n```\n{address}\n```\n"
    )
    create_markdown_artifact(text, key="page", description=f"The page with all results, {file}")
