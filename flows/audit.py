"""The audit, as a reader thinks of it; what depends on what is in dvc.yaml."""

from prefect import flow

from confoundry import artifacts
from confoundry.runner.ask import Ask
from confoundry.runner.flow import Run
from confoundry.runner.warm import Warm

STAGES = Warm("python -m confoundry.stages.", "confoundry.stages.{}:main")


@flow(name="audit")
def audit(jobs: int = 2, ask: Ask | None = None) -> None:
    """Validate the data, plant each shortcut, train and evaluate each variant, report."""
    with Run("dvc.yaml", jobs=jobs, ask=ask, warm=STAGES) as run:
        run.stage("resolve")
        run.stage("ingest")
        run.stage("validate", shows=artifacts.validation)
        run.stage("inject")
        run.stage("train", limit="2 h")
        run.stage("evaluate", limit="1 h")
        run.stage("summarize", shows=artifacts.verdicts)
        run.stage("report", shows=artifacts.page)
