"""What is asked of a run; a form in Prefect's pages, options on the command line."""

from pydantic import BaseModel, ConfigDict, Field


class Ask(BaseModel):
    """Which stages are to run, and how; the defaults are those of `dvc repro`, but for `keep_going`."""

    model_config = ConfigDict(frozen=True, extra="forbid", title="What to run")

    stages: tuple[str, ...] = Field(
        default=(), description="Stages, as `train` or `train@lighting-l2`; none means all."
    )
    force: bool = Field(default=False, description="Run them even if nothing changed.")
    downstream: bool = Field(default=False, description="Run them and what depends on them, not what they depend on.")
    keep_going: bool = Field(default=True, description="After a failure, go on with what does not depend on it.")


ALL = Ask()  # every stage, where something changed
