"""The flow of a DVC graph that has no flow of its own: all stages of its dvc.yaml."""

from prefect import flow

from confoundry.runner.ask import ALL, Ask
from confoundry.runner.flow import Run


@flow(name="dvc")
def any_graph(jobs: int = 2, ask: Ask = ALL) -> None:
    """Run the stages of dvc.yaml that changed.

    Args:
        jobs: The number of stages that run at the same time.
        ask: Which stages run, and how.
    """
    with Run("dvc.yaml", jobs=jobs, ask=ask) as run:
        run.all()
