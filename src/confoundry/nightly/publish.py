"""What a night shows in Prefect's pages beside its state: the comparison, as people read it."""

from confoundry.nightly.pages import as_drawn

KEY = "nightly-comparison"


def publish(markdown: str, against: str) -> None:
    """Store the comparison as an artifact of the running task; does nothing where none runs.

    Args:
        markdown: The comparison.
        against: What tonight is compared with, as `the last night`.
    """
    from prefect.artifacts import create_markdown_artifact
    from prefect.runtime import task_run

    if task_run.id:
        create_markdown_artifact(key=KEY, markdown=as_drawn(markdown), description=f"Tonight against {against}")
