"""A night: the branch's newest revision is audited in a checkout of its own, compared, and recorded."""

from typing import Annotated

from prefect import flow, task
from prefect.cache_policies import NO_CACHE
from pydantic import Field

from confoundry.nightly.night import Night, Record
from confoundry.nightly.states import ending, may_pass

Jobs = Annotated[int, Field(ge=1, le=64)]

fetch = task(
    Night.fetch,
    name="fetch",
    task_run_name="fetch",
    cache_policy=NO_CACHE,
    retries=2,
    retry_delay_seconds=60,
    retry_condition_fn=may_pass,
)
audit = task(Night.audit, name="audit", task_run_name="audit", cache_policy=NO_CACHE)
compare = task(Night.compare, name="compare", task_run_name="compare", cache_policy=NO_CACHE)
keep = task(Night.record, name="record", task_run_name="record", cache_policy=NO_CACHE)


@flow(name="nightly", log_prints=True)
@ending
def nightly(jobs: Jobs = 2, record: Record = "branch") -> str:
    """Fetch the newest revision, audit it, compare it with the last night and the baseline, record it.

    Args:
        jobs: How many stages run at once.
        record: `branch` commits what changed to the branch that params.yaml names, `none` leaves no trace.
    """
    with Night(record) as night:
        fetch(night)
        audit(night, jobs)
        comparisons = compare(night)
        return keep(night, comparisons)
