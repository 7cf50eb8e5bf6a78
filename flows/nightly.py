"""The nightly audit: audits the branch's newest revision in a separate checkout, compares it, and records it."""

from typing import Annotated

from prefect import flow, task
from prefect.cache_policies import NO_CACHE
from pydantic import Field

from confoundry.errors import NotFit
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
record_night = task(Night.record, name="record", task_run_name="record", cache_policy=NO_CACHE)


@flow(name="nightly", log_prints=True)
@ending
def nightly(jobs: Jobs = 2, record: Record = "branch") -> str:
    """Fetch the newest revision, audit it, compare it with the last accepted night and the baseline, and record it.

    Args:
        jobs: The number of stages that run at the same time.
        record: `branch` commits changed results to the record branch in params.yaml; `none` commits nothing.
    """
    with Night(record) as night:
        fetch(night)
        audit(night, jobs)
        comparisons = compare(night)
        told = record_night(night, comparisons)
    if not told.held:
        raise NotFit(told.message)
    return told.message
