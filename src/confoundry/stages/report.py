"""Stage `report`: make the page from all tables and pictures."""

from collections.abc import Sequence

from confoundry.files.params import read_section
from confoundry.files.whole import prune, write_text
from confoundry.paths import CONFOUNDED, PAGE, RESULTS
from confoundry.report.page import page
from confoundry.stages.entry import run, run_as_process
from confoundry.stages.findings import read_findings
from confoundry.study import StudySettings


def report() -> None:
    """Write reports/index.html."""
    study = read_section("study", StudySettings)
    _forget(study)
    write_text(PAGE, page(read_findings(study)))
    print(f"report · {PAGE}")


def _forget(study: StudySettings) -> None:
    """Remove from the folders that this stage depends on what the study no longer names."""
    for folder in (CONFOUNDED, RESULTS):
        prune(folder, set(study.confounds))
    for name in study.confounds:
        prune(RESULTS / name, set(study.variants))


def main(argv: Sequence[str]) -> int:
    """Run the stage with its arguments: none."""
    return run(report, argv)


if __name__ == "__main__":
    run_as_process(main)
