"""Reads everything that the page shows."""

from confoundry.figures import Figures
from confoundry.files.frames import read_numbers
from confoundry.paths import COMPARISONS, CONFOUNDED, EVIDENCE, HEADLINE, PLOTS, SUMMARY, VALIDATION
from confoundry.report.findings import Findings
from confoundry.stages.examples import read_example
from confoundry.stages.provenance import read_provenance
from confoundry.stages.resolved import read_confound, read_settings
from confoundry.stages.written import read_json, read_picture, read_plot
from confoundry.study import StudySettings


def read_findings(study: StudySettings) -> Findings:
    """Read all tables and pictures of the study's confounds and variants.

    Raises:
        BadInput: A file is missing or broken.
    """
    provenance = read_provenance(study)
    confounds = {name: read_confound(name) for name in study.confounds}
    examples = {name: read_example(name, study, confounds[name]) for name in study.confounds}
    return Findings(
        study=study,
        confounds=confounds,
        headline=read_json(HEADLINE),
        figures=Figures(read_numbers("summary", SUMMARY)),
        comparisons=read_numbers("comparisons", COMPARISONS),
        strength=read_plot(PLOTS / "strength.csv"),
        training=read_plot(PLOTS / "training.csv"),
        validation=read_json(VALIDATION),
        examples={name: example for name, example in examples.items() if example is not None},
        montages={name: read_picture(CONFOUNDED / name / "montage.png") for name in study.confounds},
        provenance=provenance,
        diagnosis=read_json(EVIDENCE),
        variants={name: read_settings(name) for name in study.variants},
    )
