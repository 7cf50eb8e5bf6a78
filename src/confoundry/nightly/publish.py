"""Shows the comparison and the audit's own run on the nightly audit's page in Prefect."""

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


def this_night() -> str | None:
    """Return the id of the nightly audit's Prefect run; None outside of one."""
    from prefect.runtime import flow_run

    return flow_run.id


def publish_run(night: str) -> None:
    """Link the run of the audit, which is a Prefect run of its own, to the nightly audit's page.

    An error here is printed: it must neither fail the night nor hide why the audit failed.
    """
    try:
        _link_runs(night)
    except Exception as error:
        print(f"The audit's run could not be linked: {' '.join(str(error).split())[:200]}")


def _link_runs(night: str) -> None:
    from prefect.artifacts import create_link_artifact
    from prefect.client.orchestration import get_client
    from prefect.client.schemas.filters import FlowRunFilter, FlowRunFilterTags
    from prefect.settings import PREFECT_UI_URL

    chosen = FlowRunFilter(tags=FlowRunFilterTags(all_=[f"night:{night}"]))
    with get_client(sync_client=True) as client:
        found = client.read_flow_runs(flow_run_filter=chosen)
    for run in found:
        link = f"{PREFECT_UI_URL.value()}/runs/flow-run/{run.id}"
        create_link_artifact(link, link_text=f"{run.name}, with a task for each stage", key="nightly-audit-run")
