"""`confoundry verdicts`: the verdicts of the study, and whether they agree with the committed ones."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from confoundry.cli.committed import Agreement
    from confoundry.report.learned import Learning
    from confoundry.study import StudySettings


def verdicts(
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON, for programs.")] = False,
) -> None:
    """Show the verdicts of the last run.

    If nothing has run yet, as in a fresh clone, the committed verdicts are shown.
    """
    from confoundry.cli.causes import show_causes
    from confoundry.cli.committed import compare_with_committed
    from confoundry.cli.study_check import check_yaml
    from confoundry.files.params import read_section
    from confoundry.stages.learning import read_learning
    from confoundry.study import StudySettings

    check_yaml()
    study = read_section("study", StudySettings)
    headline = _headline(study)
    agreement, learning = compare_with_committed(headline), read_learning()
    if as_json:
        _print_json(headline, agreement, learning)
    elif not show_causes():
        _print_screen(study, headline, agreement, learning)


def _headline(study: "StudySettings") -> dict[str, Any]:
    """Return the verdicts.

    Raises:
        BadInput: There are no verdicts of this study.
    """
    from confoundry.errors import BadInput
    from confoundry.paths import HEADLINE
    from confoundry.stages.written import read_json

    headline = read_json(HEADLINE) if HEADLINE.is_file() else {}
    names = {name for confound in study.confounds for name in headline.get(confound, {})}
    if names.isdisjoint(study.variants):
        came = f"those of another study ({', '.join(headline)})" if headline else "none"
        remedy = "run the study first: `confoundry run`"
        raise BadInput(HEADLINE, expected="verdicts of this study", came=came, remedy=remedy)
    return headline


def _print_json(headline: dict[str, Any], agreement: "Agreement | None", learning: "Learning") -> None:
    import json
    from dataclasses import asdict

    from confoundry.paths import PAGE

    committed = None if agreement is None else asdict(agreement)
    page = str(PAGE) if PAGE.is_file() else None
    found = {"verdicts": headline, "warnings": learning.warnings(), "committed": committed, "page": page}
    print(json.dumps(found, indent=2, ensure_ascii=False))


def _print_screen(
    study: "StudySettings", headline: dict[str, Any], agreement: "Agreement | None", learning: "Learning"
) -> None:
    from rich.console import Console

    from confoundry.cli.entries import confounds_of, nothing_ran
    from confoundry.cli.screen import NOT_RUN, after, before
    from confoundry.cli.study_check import GRAPH
    from confoundry.figures import Figures
    from confoundry.files.frames import read_numbers
    from confoundry.paths import SUMMARY
    from confoundry.report.terminal import verdict_table
    from confoundry.revisions.fresh import stale_here

    confounds = confounds_of(study)
    console = Console(highlight=False, soft_wrap=False)
    table = verdict_table(study, confounds, headline, Figures(read_numbers("summary", SUMMARY)), learning)
    console.print(before(study))
    console.print(table)
    if nothing_ran():
        console.print(NOT_RUN)
        return
    try:
        stale = stale_here() if GRAPH.is_file() else []
    except BlockingIOError:
        stale = None
    console.print(after(study, headline, agreement, stale, learning.warnings()))
