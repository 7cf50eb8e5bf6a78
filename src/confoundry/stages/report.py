"""Stage `report`: writes the page from all tables and pictures."""

from collections.abc import Sequence

from confoundry.files.params import read_section
from confoundry.files.whole import write_text
from confoundry.paths import PAGE
from confoundry.report.page import page
from confoundry.stages.entry import run, run_as_process
from confoundry.stages.findings import read_findings
from confoundry.stages.forget import forget_others
from confoundry.study import StudySettings


def report() -> None:
    """Write reports/index.html."""
    study = read_section("study", StudySettings)
    forget_others(study)
    write_text(PAGE, page(read_findings(study)))
    print(f"report · {PAGE}")


def main(argv: Sequence[str]) -> int:
    """Run the stage. It takes no arguments."""
    return run(report, argv)


if __name__ == "__main__":
    run_as_process(main)
