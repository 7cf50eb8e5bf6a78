"""Reads what `diagnose` needs from earlier stages."""

import yaml

from confoundry.alignments import alignment_text, baseline_alignment
from confoundry.diagnosis.facts import Facts
from confoundry.diagnosis.from_tables import run_facts, seeds
from confoundry.diagnosis.shortcut import Audit
from confoundry.diagnosis.study import TrainedVariant
from confoundry.figures import Figures
from confoundry.files.frames import read_numbers, read_table
from confoundry.paths import COMPARISONS, HEADLINE, HEALTH, RESOLVED, SUMMARY
from confoundry.stages.before_training import BeforeTraining
from confoundry.stages.resolved import read_confound, read_entry
from confoundry.stages.variant import read_variant
from confoundry.stages.written import read_json
from confoundry.study import StudySettings
from confoundry.tables import WATCHED
from confoundry.training.settings import TrainingSettings


def read_trained(confound: str, variant: str, before: BeforeTraining) -> TrainedVariant:
    """Return the facts about the training of one variant with one confound."""
    tables = {name: read_table(name, HEALTH / confound / variant / f"{name}.parquet") for name in WATCHED}
    run = run_facts(
        tables,
        batch_size=before.batch_size,
        chance=before.data.share_of_largest,
        first=before.first,
        reference=(before.reference.name, before.reference.score) if before.reference else None,
    )
    return TrainedVariant(
        Facts(before.network, before.data, run),
        baseline_alignment(list(tables["history"]["alignment"])),
        seeds(tables["history"]),
    )


def read_audits(study: StudySettings, training: TrainingSettings) -> dict[str, Audit]:
    """Return the verdicts and numbers of each confound."""
    headline, figures = read_json(HEADLINE), Figures(read_numbers("summary", SUMMARY))
    comparisons, lines = (
        read_numbers("comparisons", COMPARISONS),
        {name: _line(name, training) for name in study.variants},
    )
    confounds = {name: read_confound(name) for name in study.confounds}
    return {
        name: Audit(
            confound=name,
            noun=confound.noun,
            levels=confound.levels,
            verdict_at=alignment_text(study.verdict_at),
            verdicts={variant: str(headline[name][variant]["verdict"]) for variant in study.variants},
            figures=figures,
            comparisons=comparisons,
            lines=lines,
            untouched=next((one for one, other in confounds.items() if other.levels < 2), ""),
        )
        for name, confound in confounds.items()
    }


def _line(name: str, training: TrainingSettings) -> str:
    """Return a variant as a line of params.yaml, without settings that have their default value."""
    entry, network = read_entry(RESOLVED / "variants" / f"{name}.json"), read_variant(name).network
    own = entry["settings"] if ":" in entry["network"] else network.model_dump(mode="json", exclude_defaults=True)
    common = training.model_dump()
    trained = {key: value for key, value in entry["training"].items() if common.get(key) != value and key != "folds"}
    line = {"network": entry["network"]} | own | ({"training": trained} if trained else {})
    return yaml.safe_dump({name: line}, default_flow_style=True, sort_keys=False, width=10_000).strip()[1:-1]
