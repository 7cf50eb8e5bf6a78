"""The flow of a graph that nobody wrote lines for."""

from prefect import flow

from confoundry.runner.ask import Ask
from confoundry.runner.flow import Run


@flow(name="audit")
def audit(jobs: int = 2, ask: Ask | None = None) -> None:
    with Run("dvc.yaml", jobs=jobs, ask=ask) as run:
        run.all()
