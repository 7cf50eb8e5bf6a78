"""The network that `confoundry diagnose` examines: a builder, or a variant of the study."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from confoundry.errors import BadInput, did_you_mean

if TYPE_CHECKING:
    import keras

    from confoundry.params import Params, VariantEntry


@dataclass(frozen=True)
class Subject:
    """A network, and the defaults of its training.

    Attributes:
        name: As given on the command line.
        build: Takes a sample's shape and the number of classes; returns a compiled model.
        epochs: Passes over the data.
        batch_size: Samples per step.
        source: The study's own data, as `name:path`; empty for a builder.
        validation: Share of the images that is held out.
        test: Share of the images that is not used.
        images: Number or share of the training images that are used; None for all.
        fitting: Whether labels are converted to the form that the loss needs; a study passes class indices.
    """

    name: str
    build: Callable[[tuple[int, ...], int], keras.Model]
    epochs: int = 10
    batch_size: int = 32
    source: str = ""
    validation: float = 0.1
    test: float = 0.2
    images: float | None = None
    fitting: bool = True


def subject(name: str, settings: Sequence[str]) -> Subject:
    """Look up the network.

    Args:
        name: `module:function`, or a variant of params.yaml.
        settings: For a builder, each as `name=value`.

    Raises:
        BadInput: There is no such variant, or a setting is invalid.
    """
    if ":" in name:
        from confoundry.networks.builder import call_builder

        values = dict(map(_setting, settings))
        return Subject(name, lambda shape, classes: call_builder(name, shape, classes, values))
    if settings:
        remedy = "change it in params.yaml"
        raise BadInput("--set", expected="a builder (module:function)", came=f"the variant {name}", remedy=remedy)
    return _variant(name)


def _setting(text: str) -> tuple[str, Any]:
    from confoundry.files.params import parse_params

    name, equals, value = text.partition("=")
    if not equals or not name.isidentifier():
        raise BadInput("--set", expected="name=value", came=text, remedy="for example --set units=64")
    return name, parse_params(value, f"--set {name}")


def _variant(name: str) -> Subject:
    from confoundry.files.params import read_params
    from confoundry.params import check_params
    from confoundry.paths import PARAMS

    if not PARAMS.is_file():
        remedy = "name a builder, or change to a study's folder"
        expected = "module:function (there are no variants, because there is no params.yaml here)"
        raise BadInput("diagnose", expected=expected, came=name, remedy=remedy)
    params, _, variants = check_params(read_params())
    if name not in variants:
        expected = f"module:function, or one of the variants {', '.join(variants)}"
        remedy = did_you_mean(name, variants, "fix the name")
        raise BadInput("diagnose", expected=expected, came=name, remedy=remedy)
    return _of_study(name, params, variants[name])


def _of_study(name: str, params: Params, entry: VariantEntry) -> Subject:
    from confoundry.networks.builder import call_builder
    from confoundry.networks.table import NETWORKS
    from confoundry.settings import parse
    from confoundry.sources.reading import BUILT_IN

    def build(shape: tuple[int, ...], classes: int) -> keras.Model:
        if ":" in entry.network:
            return call_builder(entry.network, shape, classes, entry.settings)
        if len(shape) != 3:
            remedy = "use a builder of your own for other data"
            raise BadInput(
                "--data", expected=f"images, which {name} needs", came=f"samples of shape {shape}", remedy=remedy
            )
        return parse(NETWORKS[entry.network], entry.settings, f"variants.{name}").build(shape, classes)

    data = params.data
    return Subject(
        name,
        build,
        epochs=int(entry.training["epochs"]),
        batch_size=int(entry.training["batch_size"]),
        images=entry.training.get("images"),
        source=data.source if data.source in BUILT_IN else f"{data.source}:{data.path}",
        validation=data.validation,
        test=data.test,
        fitting=False,
    )
