"""What data must be like to be fit for an audit."""

from pydantic import Field

from confoundry.settings import Settings


class ValidationSettings(Settings):
    """Section `validation` of params.yaml.

    Attributes:
        classes: Number of classes that the data must have; null takes the labels from 0 to the largest that enough
            images have to fill every split, so that one stray label is not taken for a class.
        images: Number of images that the data must have; null takes any.
        min_per_class: Images that each class must have in each split.
        max_imbalance: Largest class over smallest class, at most, in the training split.
    """

    classes: int | None = Field(default=None, ge=2)
    images: int | None = Field(default=None, ge=1)
    min_per_class: int = Field(default=2, ge=1)
    max_imbalance: float = Field(default=3.0, ge=1)
