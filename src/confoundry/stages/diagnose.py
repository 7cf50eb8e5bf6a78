"""Stage `diagnose`: explains each variant's result, from its training and its verdicts."""

import json
from collections.abc import Sequence
from typing import Any

from confoundry.evaluation.settings import LimitSettings
from confoundry.files.failure import read_failure
from confoundry.files.params import read_section
from confoundry.files.whole import write_text
from confoundry.paths import DIAGNOSIS, EVIDENCE, HEALTH
from confoundry.stages.entry import run, run_as_process
from confoundry.stages.forget import forget_others
from confoundry.stages.resolved import read_settings
from confoundry.study import StudySettings
from confoundry.training.settings import TrainingSettings
from confoundry.training.start import start_tensorflow


def diagnose() -> None:
    """Write metrics/diagnosis.json (a few words for each confound × variant) and reports/diagnosis.json (details)."""
    study, training = read_section("study", StudySettings), read_section("training", TrainingSettings)
    matters = read_section("limits", LimitSettings).matters
    forget_others(study)
    start_tensorflow(training.threads)
    from confoundry.diagnosis.study import diagnoses, evidence, not_trained, words
    from confoundry.stages.before_training import read_before_training
    from confoundry.stages.watched import read_audits, read_trained

    before = read_before_training(study.variants, study.seed)
    settings = {variant: read_settings(variant) for variant in study.variants}
    words_of, evidence_of = {}, {}
    for name, audit in read_audits(study, training).items():
        why = {variant: read_failure(HEALTH / name / variant) for variant in study.variants}
        trained = {one: read_trained(name, one, before[one]) for one in study.variants if not why[one]}
        failed = {one: not_trained(why[one]) for one in study.variants if why[one]}
        explained = failed | diagnoses(audit, trained)
        found = {one: explained[one] for one in study.variants}
        words_of[name] = words(audit, trained, found)
        evidence_of[name] = evidence(audit, trained, found, settings, matters)
        for variant, named in words_of[name].items():
            print(f"{name} × {variant} · {named}")
    _write(words_of, evidence_of)


def _write(words_of: dict[str, dict[str, str]], evidence_of: dict[str, dict[str, Any]]) -> None:
    for path, content in ((DIAGNOSIS, words_of), (EVIDENCE, evidence_of)):
        write_text(path, json.dumps(content, indent=2, ensure_ascii=False) + "\n")


def main(argv: Sequence[str]) -> int:
    """Run the stage. It takes no arguments."""
    return run(diagnose, argv)


if __name__ == "__main__":
    run_as_process(main)
