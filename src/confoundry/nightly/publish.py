"""What a night shows in Prefect's pages beside its state: the comparison, as people read it."""

KEY = "nightly-comparison"


def publish(markdown: str) -> None:
    """Store the comparison as an artifact of the running task; does nothing where none runs."""
    from prefect.artifacts import create_markdown_artifact
    from prefect.runtime import task_run

    if task_run.id:
        create_markdown_artifact(key=KEY, markdown=markdown, description="Tonight against the last night")
