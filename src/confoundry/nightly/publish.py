"""Shows the comparison on the nightly audit's page in Prefect."""

from confoundry.nightly.pages import as_drawn

KEY = "nightly-comparison"


def publish(markdown: str, against: str) -> None:
    """Store the comparison as an artifact of the running task; does nothing if no task is running.

    Args:
        markdown: The comparison.
        against: What tonight is compared with, such as `the last accepted night`.
    """
    from prefect.artifacts import create_markdown_artifact
    from prefect.runtime import task_run

    if task_run.id:
        create_markdown_artifact(key=KEY, markdown=as_drawn(markdown), description=f"Compared with {against}")
