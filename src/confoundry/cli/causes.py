"""The table of a study with many variants: accuracy, the causes that were found, and what helped."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from confoundry.report.causes_table import Study
    from confoundry.report.sweep_rows import Step
    from confoundry.study import StudySettings

MANY = 8  # variants; for more, one table with a row each is easier to read than a block per shortcut


def show_causes() -> bool:
    """Print the table if the study has many variants and has results; return whether it was printed."""
    from confoundry.files.params import read_section
    from confoundry.paths import HEADLINE, SUMMARY
    from confoundry.study import StudySettings

    study = read_section("study", StudySettings)
    if len(study.variants) <= MANY or not (HEADLINE.is_file() and SUMMARY.is_file()):
        return False
    from rich.console import Console

    from confoundry.cli.causes_words import after, before
    from confoundry.report.causes_table import causes_table
    from confoundry.stages.written import read_json

    found, headline = _read(study), read_json(HEADLINE)
    console = Console(highlight=False, soft_wrap=False)
    console.print(before(study))
    console.print(causes_table(found))
    console.print(after(found, headline, _sweeps(found)))
    return True


def _read(study: "StudySettings") -> "Study":
    from confoundry.alignments import alignment_text
    from confoundry.cli.entries import confounds_of, settings_of
    from confoundry.evaluation.settings import LimitSettings
    from confoundry.figures import Figures
    from confoundry.files.frames import read_numbers
    from confoundry.files.params import read_section
    from confoundry.paths import DIAGNOSIS, SUMMARY
    from confoundry.report.causes_table import Study
    from confoundry.stages.written import read_json

    confounds = confounds_of(study)
    return Study(
        variants=settings_of(study),
        untouched=next((name for name, confound in confounds.items() if confound.levels < 2), ""),
        planted={name: confound.noun for name, confound in confounds.items() if confound.levels > 1},
        verdict_at=alignment_text(study.verdict_at),
        figures=Figures(read_numbers("summary", SUMMARY)),
        diagnoses=read_json(DIAGNOSIS) if DIAGNOSIS.is_file() else {},
        matters=read_section("limits", LimitSettings).matters,
    )


def _sweeps(found: "Study") -> "list[tuple[str, list[Step]]]":
    """Return each sweep's setting and its steps."""
    from confoundry.paths import PLOTS
    from confoundry.report.sweep_rows import steps_of
    from confoundry.report.sweeps import sweeps
    from confoundry.stages.written import read_plot

    training = read_plot(PLOTS / "training.csv")
    where: dict[str, Any] = {
        "untouched": found.untouched,
        "planted": list(found.planted),
        "verdict_at": found.verdict_at,
    }
    return [(one.setting, steps_of(one, found.figures, training, **where)) for one in sweeps(found.variants)]
