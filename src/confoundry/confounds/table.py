"""CONFOUNDS: the names of the confounds in params.yaml, and their classes."""

from confoundry.confounds.base import Confound
from confoundry.confounds.lighting import Lighting
from confoundry.confounds.none import Nothing
from confoundry.confounds.patch import Patch

CONFOUNDS: dict[str, type[Confound]] = {
    "lighting": Lighting,
    "none": Nothing,
    "patch": Patch,
}
