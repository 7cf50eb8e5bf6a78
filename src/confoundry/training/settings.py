"""How long and how a model is trained."""

from pydantic import Field

from confoundry.settings import Settings


class TrainingSettings(Settings):
    """Section `training` of params.yaml.

    Attributes:
        epochs: Passes over the training images.
        batch_size: Images a step.
        threads: TensorFlow's threads in each process; another number gives slightly different weights.
    """

    epochs: int = Field(default=10, ge=1)
    batch_size: int = Field(default=32, ge=1)
    threads: int = Field(default=1, ge=1, le=256)


class TrainingOverrides(Settings):
    """`variants.<name>.training`: what a variant sets otherwise."""

    epochs: int | None = Field(default=None, ge=1)
    batch_size: int | None = Field(default=None, ge=1)
