"""The requirements for data that are fit for an audit."""

from pydantic import Field

from confoundry.settings import Settings


class ValidationSettings(Settings):
    """Section `validation` of params.yaml.

    Attributes:
        classes: Required number of classes. With null, the classes go from 0 to the largest label with enough images
            to fill every split, so that a single stray label does not count as a class.
        images: Required number of images; null accepts any number.
        min_per_class: Minimum number of images of each class in each split.
        max_imbalance: Maximum ratio of the largest to the smallest class in the training split.
    """

    classes: int | None = Field(default=None, ge=2)
    images: int | None = Field(default=None, ge=1)
    min_per_class: int = Field(default=2, ge=1)
    max_imbalance: float = Field(default=3.0, ge=1)
