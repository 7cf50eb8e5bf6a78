"""The audit: its stages in reading order. Their dependencies are defined in dvc.yaml."""

from typing import Annotated

from prefect import flow
from pydantic import Field

from confoundry import artifacts
from confoundry.files.params import read_section
from confoundry.runner.ask import ALL, Ask
from confoundry.runner.flow import Run
from confoundry.runner.warm import Warm
from confoundry.study import RunSettings

Jobs = Annotated[int, Field(ge=1, le=64)]
STAGES = Warm("python -m confoundry.stages.", "confoundry.stages.{}:main")


@flow(name="audit")
def audit(jobs: Jobs = 2, ask: Ask = ALL) -> None:
    """Check data and settings, plant each shortcut, train, evaluate and diagnose each variant, and write the report.

    Args:
        jobs: The number of stages that run at the same time.
        ask: Which stages run, and how.
    """
    pull = read_section("run", RunSettings).pull
    with Run("dvc.yaml", jobs=jobs, ask=ask, warm=STAGES, pull=pull) as run:
        run.stage("resolve")
        run.stage("ingest")
        run.stage("validate", shows=artifacts.validation)
        run.stage("preflight")
        run.stage("inject")
        run.stage("train", limit="2 h")
        run.stage("evaluate", limit="1 h")
        run.stage("summarize", shows=artifacts.verdicts)
        run.stage("diagnose")
        run.stage("report", shows=artifacts.page)
