"""A night: the branch's newest revision is audited in a checkout of its own, compared, and recorded."""

from typing import Annotated

from prefect import flow, task
from prefect.cache_policies import NO_CACHE
from pydantic import Field

from confoundry.nightly.night import Night, Record
from confoundry.nightly.states import ending, may_pass

fetch = task(
    Night.fetch, name="fetch", cache_policy=NO_CACHE, retries=2, retry_delay_seconds=60, retry_condition_fn=may_pass
)
audit = task(Night.audit, name="audit", cache_policy=NO_CACHE)
compare = task(Night.compare, name="compare", cache_policy=NO_CACHE)
keep = task(Night.record, name="record", cache_policy=NO_CACHE)


@flow(name="nightly", log_prints=True)
@ending
def nightly(jobs: Annotated[int, Field(ge=1, le=64)] = 2, record: Record = "branch") -> str:
    """Fetch the newest revision, audit it, compare it with the last night and the baseline, record it."""
    with Night(record) as night:
        fetch(night)
        audit(night, jobs)
        comparisons = compare(night)
        return keep(night, comparisons)
