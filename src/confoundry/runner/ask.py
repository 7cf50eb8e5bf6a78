"""The options of a run: a form in Prefect's pages, and options on the command line."""

from pydantic import BaseModel, ConfigDict, Field


class Ask(BaseModel):
    """Which stages to run, and how. The defaults are those of `dvc repro`, except for `keep_going`."""

    model_config = ConfigDict(frozen=True, extra="forbid", title="What to run")

    stages: tuple[str, ...] = Field(
        default=(), description="Stages to run, such as `train` or `train@lighting-l2`. Empty: all stages."
    )
    force: bool = Field(default=False, description="Run the stages even if nothing changed.")
    downstream: bool = Field(
        default=False, description="Run the stages and those that depend on them, not those they depend on."
    )
    pull: bool | None = Field(
        default=None,
        description="Fetch results from the DVC remote instead of computing them. Empty: as `run.pull` in params.yaml.",
    )
    keep_going: bool = Field(
        default=True, description="After a failure, continue with the stages that do not depend on it."
    )


ALL = Ask()  # all stages in which something changed
