"""How long and how a model is trained."""

from typing import Annotated

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
    """`variants.<name>.training`: what a variant sets otherwise, and what only a variant can set.

    Attributes:
        epochs: As in section `training`.
        batch_size: As in section `training`.
        early_stopping: Stop after so many epochs without a smaller loss on the validation images, and take the weights
            of the best epoch.
        images: How many of the training images are used, or which share of them.
        folds: Train so many further models where nothing is planted, each without one of so many parts of the training
            and validation images, and count how many of that part it has right.
    """

    epochs: int | None = Field(default=None, ge=1)
    batch_size: int | None = Field(default=None, ge=1)
    early_stopping: int | None = Field(default=None, ge=1)
    images: Annotated[int, Field(ge=1)] | Annotated[float, Field(gt=0, lt=1)] | None = None
    folds: int | None = Field(default=None, ge=2, le=100)
