"""Rendering on the device: what NumPy renders, for every confound, in a graph and in one call."""

import numpy as np
import pytest

from confoundry.confounds.base import Confound
from confoundry.confounds.table import CONFOUNDS
from confoundry.training.start import start_tensorflow

start_tensorflow(1)

import tensorflow as tf  # noqa: E402

from confoundry.confounds.rendering import Renderer, painter  # noqa: E402

SIZES = [(28, 28, 1), (17, 40, 1), (40, 17, 3), (1, 9, 1), (1, 1, 3)]


def of(name, levels):
    return CONFOUNDS[name]() if name == "none" else CONFOUNDS[name](levels=levels)


def drawn(size, count=24):
    return np.random.default_rng(0).random((count, *size), dtype=np.float32)


class Inverted(Confound):
    """Negatives, by `apply` alone: a confound as one writes it without a formula."""

    noun = "negative"

    def apply(self, images, values):
        return np.where(values[:, None, None, None] == 1, 1 - images, images)

    def measure(self, images):
        return (images.mean(axis=(1, 2, 3)) > 0.5).astype(np.int64)

    def value_name(self, value):
        return ("as it is", "inverted")[value]


@pytest.mark.parametrize("size", SIZES, ids=str)
@pytest.mark.parametrize("name", CONFOUNDS)
def test_all_images_in_one_call(name, size):
    confound, images = of(name, 7), drawn(size)
    render = Renderer(confound, images)
    for shift in (0, 3):
        values = (np.arange(len(images)) + shift) % confound.levels
        rendered = render(values)
        assert isinstance(rendered, tf.Tensor)
        np.testing.assert_allclose(rendered, confound.apply(images, values), rtol=0, atol=1e-7, strict=True)


@pytest.mark.parametrize("xla", [True, False], ids=["xla", "graph"])
@pytest.mark.parametrize("name", CONFOUNDS)
def test_one_value_for_all_images_of_a_graph(name, xla):
    confound, images = of(name, 7), drawn((28, 28, 1))
    render = tf.function(painter(confound, 28, 28), jit_compile=xla)
    for value in range(confound.levels):
        expected = confound.apply(images, np.full(len(images), value))
        np.testing.assert_allclose(render(tf.constant(images), tf.constant([value])), expected, rtol=0, atol=1e-7)


def test_a_confound_without_a_formula_is_rendered_on_the_host():
    confound, images = Inverted(levels=2), drawn((5, 4, 1))
    values = np.arange(len(images)) % 2
    assert painter(confound, 5, 4) is None
    rendered = Renderer(confound, images)(values)
    assert isinstance(rendered, tf.Tensor)
    assert (rendered.numpy()[0] == images[0]).all()
    assert (rendered.numpy()[1] == 1 - images[1]).all()


def test_a_renderer_compiles_once_for_all_values():
    render = Renderer(of("lighting", 7), drawn((28, 28, 1)))
    traced = render._render.experimental_get_tracing_count
    for value in range(3):
        render(np.full(24, value))
    assert traced() == 1
