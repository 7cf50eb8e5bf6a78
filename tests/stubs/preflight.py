"""Stands in for the stage `preflight`: every variant can be built and every confound planted."""

import json
from collections.abc import Sequence

from confoundry.files.fit import require_fit
from confoundry.files.params import read_section
from confoundry.files.whole import whole
from confoundry.paths import PREFLIGHT
from confoundry.stages.entry import run, run_as_process
from confoundry.study import StudySettings


def preflight() -> None:
    """Write a file for each variant and each confound of the study."""
    require_fit()
    study = read_section("study", StudySettings)
    with whole(PREFLIGHT) as scratch:
        for kind, names in (("variants", study.variants), ("confounds", study.confounds)):
            (scratch / kind).mkdir(parents=True)
            for name in names:
                (scratch / kind / f"{name}.json").write_text(json.dumps({"name": name}) + "\n", encoding="utf-8")


def main(argv: Sequence[str]) -> int:
    """Run the stage; it takes no arguments."""
    return run(preflight, argv)


if __name__ == "__main__":
    run_as_process(main)
