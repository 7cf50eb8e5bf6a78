"""What a run shows in Prefect's pages: the verdicts, what the data checks found, where the page is."""

from typing import Any

from confoundry.files.frames import read_numbers
from confoundry.files.params import read_section
from confoundry.paths import HEADLINE, PAGE, SUMMARY, VALIDATION, VALIDATION_PAGE
from confoundry.report.figures import Figures
from confoundry.report.markdown_table import as_markdown
from confoundry.report.terminal import verdict_table
from confoundry.stages.resolved import read_confound
from confoundry.stages.written import read_json
from confoundry.study import StudySettings


def verdicts() -> None:
    """Show the table of verdicts."""
    from prefect.artifacts import create_markdown_artifact

    study, headline = read_section("study", StudySettings), read_json(HEADLINE)
    confounds = {name: read_confound(name) for name in study.confounds}
    table = verdict_table(study, confounds, headline, Figures(read_numbers("summary", SUMMARY)))
    create_markdown_artifact(as_markdown(table), key="verdicts", description="Which variant falls for which shortcut")


def validation() -> None:
    """Show what the data checks found."""
    from prefect.artifacts import create_table_artifact

    found = read_json(VALIDATION)
    description = f"The data are {'fit' if found['fit'] == 'yes' else 'NOT fit'}; {VALIDATION_PAGE} says what was found"
    create_table_artifact(validation_rows(found), key="validation", description=description)


def validation_rows(found: dict[str, Any]) -> list[dict[str, Any]]:
    """Return metrics/validation.json as rows: images per split, then each check that did not pass."""
    rows = [{"what": f"images to {split}", "count": count, "means": ""} for split, count in found["splits"].items()]
    for key, means in (("failed", "stops the study"), ("warnings", "worth a look")):
        rows += [{"what": name, "count": count, "means": means} for name, count in found[key].items()]
    return rows


def page() -> None:
    """Show where the page is."""
    from prefect.artifacts import create_markdown_artifact

    text = f"The page with all results: [{PAGE}]({PAGE.resolve().as_uri()}), on the machine that ran the audit.\n"
    create_markdown_artifact(text, key="page", description="Where the page is")
