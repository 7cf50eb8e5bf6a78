"""The labeled images of a study, and how they are split."""

from pydantic import Field, ValidationInfo, field_validator

from confoundry.settings import Settings


class DataSettings(Settings):
    """Section `data` of params.yaml.

    Attributes:
        source: A name in SOURCES.
        path: The file or folder; for a built-in source, the lock file, which fixes its version.
        validation: Share of the images (of the training images, if the source has its own test set).
        test: Share of the images; not used if the source has its own test set.
    """

    source: str = "mnist-5k"
    path: str = Field(default="requirements.lock", min_length=1)
    validation: float = Field(default=0.1, gt=0, lt=1)
    test: float = Field(default=0.2, gt=0, lt=1, validate_default=True)

    @field_validator("test")
    @classmethod
    def _leaves_training_images(cls, test: float, info: ValidationInfo) -> float:
        validation = info.data.get("validation", 0)
        if validation + test >= 1:
            raise ValueError(f"less than {1 - validation:.4g}, as data.validation takes {validation:g}")
        return test
