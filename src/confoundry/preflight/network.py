"""Trying a network before a study trains it: build it, take one training step, save it and load it."""

import inspect
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import keras
import numpy as np

from confoundry.confounds.base import Images
from confoundry.errors import BadInput, Refusal
from confoundry.files.keras_file import gives_logits, load_model, save_model
from confoundry.networks.base import Network
from confoundry.networks.own import OwnNetwork
from confoundry.networks.own_code import NoReturn, own_code, place
from confoundry.training.fitting import fit
from confoundry.training.models import Labels, compiled_to_measure


def try_networks(
    networks: Mapping[str, Network], images: Images, labels: Labels, classes: int, folder: Path
) -> tuple[dict[str, int], list[Refusal]]:
    """Try the network of each variant.

    Args:
        networks: The networks, by the variant's name.
        images: A few images (n, h, w, c).
        labels: Their classes (n,).
        classes: C.
        folder: A scratch folder.

    Returns:
        The number of parameters of each variant that works, and one error for each variant that does not.
    """
    parameters, errors, endless = dict[str, int](), list[Refusal](), dict[str, str]()
    for name, network in networks.items():
        builder = network.builder if isinstance(network, OwnNetwork) else name
        try:
            if builder in endless:
                raise BadInput(
                    builder, expected="a builder that returns", came=endless[builder], remedy="fix the builder"
                )
            parameters[name] = try_network(network, images, labels, classes, folder)
        except BadInput as error:
            if isinstance(error, NoReturn):
                endless[builder] = f"no return, as for variants.{name}"
            errors.append(Refusal(f"variants.{name}: {error}"))
    return parameters, errors


def try_network(network: Network, images: Images, labels: Labels, classes: int, folder: Path) -> int:
    """Build a network, take one training step, save the model to a file and load it as `evaluate` does.

    Args:
        network: The network.
        images: A few images (n, h, w, c).
        labels: Their classes (n,).
        classes: C.
        folder: A scratch folder for the file.

    Returns:
        The number of the network's parameters.

    Raises:
        BadInput: One of these does not work. The message is one line.
    """
    height, width, channels = images.shape[1:]
    shape = (height, width, channels)
    name = network.builder if isinstance(network, OwnNetwork) else type(network).__name__.lower()
    keras.utils.clear_session()
    keras.utils.set_random_seed(0)
    expected, remedy = f"a model for inputs of shape {shape} and {classes} classes", "change the variant's settings"
    with own_code(name, expected=expected, remedy=remedy):
        model = network.build(shape, classes)
    _check_file(name, model, images, folder / "tried.keras")
    expected, remedy = "a first training step", "fix the network or its loss"
    with own_code(name, expected=expected, remedy=remedy), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # such as the warning that training uses Keras' own loop
        step = {"epochs": 1, "batch_size": len(images), "seed": 0, "xla": False}  # XLA would compile for seconds
        fit(compiled_to_measure(model), images, labels, validation_data=(images, labels), **step)
        flat = _loss(model, (0, 1), classes) >= _loss(model, (1, 0), classes)
    if flat:
        raise BadInput(
            name,
            expected="a loss that takes class numbers",
            came="a loss that is not lower when the right class has the highest score",
            remedy="compile with sparse_categorical_crossentropy, or change the loss",
        )
    return model.count_params()


def _loss(model: keras.Model, scored: tuple[int, int], classes: int) -> float:
    """Return the loss of two samples, of classes 0 and 1, with their highest scores for the classes `scored`."""
    scores = np.full((2, classes), 0.1 / (classes - 1), np.float32)
    scores[[0, 1], scored] = 0.9
    found: Any = model.compute_loss(y=keras.ops.array([0, 1]), y_pred=keras.ops.array(scores))
    return float(found)


def _check_file(name: str, model: keras.Model, images: Images, path: Path) -> None:
    expected, remedy = "a model that can be loaded from a .keras file", "use Keras' own layers"
    try:
        with own_code(name, expected=expected, remedy=remedy):
            save_model(model, path)
        with _as_in_another_process():
            again = load_model(path)
            gives_logits(path)
    except BadInput as error:
        layer = _layer_in_the_way(model)
        if layer is None:
            raise BadInput(name, expected=expected, came=str(error), remedy=remedy) from None
        raise BadInput(name, expected=expected, came=layer, remedy=remedy) from None
    finally:
        path.unlink(missing_ok=True)
    before, after = (np.asarray(one(images, training=False)) for one in (model, again))
    if not np.allclose(before, after, atol=1e-4, equal_nan=True):
        layer = _layer_in_the_way(model)
        came = "a model that answers differently after loading" + (f": {layer}" if layer else "")
        raise BadInput(name, expected=expected, came=came, remedy=remedy)


def _layer_in_the_way(model: keras.Model) -> str | None:
    """Return the first layer that needs the user's own code, with the place of that code."""
    for layer in model._flatten_layers(include_self=False):
        kind = type(layer)
        if isinstance(layer, keras.layers.Lambda):
            code = getattr(layer.function, "__code__", None)
            return f"a Lambda layer{place(code.co_filename, code.co_firstlineno) if code else ''}"
        if not kind.__module__.startswith("keras."):
            return f"the custom layer {kind.__name__}{_place_of_class(kind)}"
    return None


def _place_of_class(kind: type) -> str:
    try:
        return place(inspect.getsourcefile(kind) or "", inspect.getsourcelines(kind)[1])
    except (OSError, TypeError):
        return ""


@contextmanager
def _as_in_another_process() -> Iterator[None]:
    """Hide the classes that are registered with Keras: `evaluate` does not import the user's code."""
    known = keras.saving.get_custom_objects()
    kept = dict(known)
    known.clear()
    try:
        yield
    finally:
        known.update(kept)
