"""Stage `summarize`: computes all numbers with their intervals, the verdicts, the comparisons and the plots' tables."""

import json
from collections.abc import Sequence

import pandas as pd

from confoundry.alignments import alignment_text
from confoundry.evaluation.collection import Found, assessed, family, headlines, summaries
from confoundry.evaluation.comparisons import comparisons
from confoundry.evaluation.curves import rounded, strength, training
from confoundry.evaluation.settings import LimitSettings
from confoundry.evaluation.wording import sentence
from confoundry.files.frames import read_table, write_numbers
from confoundry.files.params import read_section
from confoundry.files.whole import whole, write_text
from confoundry.paths import COMPARISONS, HEADLINE, PLOTS, RAW_MANIFEST, SUMMARY
from confoundry.stages.audited import read_cell, read_history, read_planted
from confoundry.stages.entry import run, run_as_process
from confoundry.stages.forget import forget_others
from confoundry.stages.resolved import read_confound
from confoundry.study import StudySettings


def summarize() -> None:
    """Write metrics/headline.json, summary.csv, comparisons.csv, and plots/strength.csv, training.csv."""
    study, limits = read_section("study", StudySettings), read_section("limits", LimitSettings)
    forget_others(study)
    confounds = {name: read_confound(name) for name in study.confounds}
    manifest = read_table("manifest", RAW_MANIFEST)
    what = {name: read_planted(name, confound, manifest) for name, confound in confounds.items()}
    found = assessed(
        {name: confound.levels for name, confound in confounds.items()},
        study.variants,
        lambda name, variant: read_cell(name, variant, what[name]),
        alignment=alignment_text(study.verdict_at),
        limits=limits,
        seeds=study.replicates,
    )
    curves = [training(*cell, read_history(*cell)) for cell in found]
    _write(found, limits, pd.concat(curves).sort_values(["confound", "variant"], kind="stable"))
    for (name, variant), assessment in found.items():
        print(f"{name} × {variant} · {sentence(confounds[name].noun, assessment.entry)}")


def _write(found: Found, limits: LimitSettings, curves: pd.DataFrame) -> None:
    write_text(HEADLINE, json.dumps(headlines(found), indent=2, ensure_ascii=False) + "\n")
    summary = summaries(found)
    with whole(SUMMARY) as scratch:
        write_numbers("summary", rounded(summary), scratch)
    with whole(COMPARISONS) as scratch:
        write_numbers("comparisons", rounded(comparisons(family(found), limits)), scratch)
    for name, frame in (("strength", strength(summary)), ("training", curves)):
        with whole(PLOTS / f"{name}.csv") as scratch:
            rounded(frame).to_csv(scratch, index=False, float_format="%.4f", lineterminator="\n")


def main(argv: Sequence[str]) -> int:
    """Run the stage. It takes no arguments."""
    return run(summarize, argv)


if __name__ == "__main__":
    run_as_process(main)
