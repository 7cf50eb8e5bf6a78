"""Stands in for the stage `diagnose`: everyone is healthy."""

import json
from collections.abc import Sequence

from confoundry.files.params import read_section
from confoundry.files.whole import write_text
from confoundry.paths import DIAGNOSIS, EVIDENCE
from confoundry.stages.entry import run, run_as_process
from confoundry.stages.forget import forget_others
from confoundry.study import StudySettings

HEALTHY = {
    "healthy": True,
    "causes": [],
    "scores": {"train": 0.9, "validation": 0.9, "reference": 0.9, "chance": 0.1},
    "alignment": "control",
    "seeds": 3,
    "learned": None,
    "layers": [],
}


def diagnose() -> None:
    """Write metrics/diagnosis.json and reports/diagnosis.json."""
    study = read_section("study", StudySettings)
    forget_others(study)
    for path, found in ((DIAGNOSIS, "healthy"), (EVIDENCE, HEALTHY)):
        content = {confound: dict.fromkeys(study.variants, found) for confound in study.confounds}
        write_text(path, json.dumps(content, indent=2) + "\n")


def main(argv: Sequence[str]) -> int:
    """Run the stage; it takes no arguments."""
    return run(diagnose, argv)


if __name__ == "__main__":
    run_as_process(main)
