"""Measured properties: by hand, and what every entry of PROPERTIES keeps to."""

import numpy as np
import pytest

from confoundry.properties import measure as measuring
from confoundry.properties.border_content import border_content
from confoundry.properties.brightness import brightness
from confoundry.properties.contrast import contrast
from confoundry.properties.measure import measure
from confoundry.properties.table import PROPERTIES


def picture(rows):
    return np.array(rows, float)[None, :, :, None]


@pytest.fixture
def noise():
    return np.random.default_rng(3).integers(0, 256, (23, 9, 11, 3), dtype=np.uint8)


def test_brightness_by_hand():
    assert brightness(picture([[0, 1], [0.5, 0.1]])).tolist() == [0.4]


def test_brightness_is_of_all_channels():
    colour = np.zeros((1, 2, 2, 3))
    colour[..., 1] = 0.6
    assert brightness(colour) == pytest.approx([0.2])


def test_contrast_by_hand():
    half_black = picture([[0, 0], [1, 1]])
    three_to_one = picture([[0, 0], [0, 0.8]])  # mean 0.2, deviations 0.2 ×3 and 0.6: variance (0.12 + 0.36) / 4
    assert contrast(np.concatenate([half_black, three_to_one])) == pytest.approx([0.5, np.sqrt(0.12)])


def test_border_content_by_hand():
    """4×4: twelve pixels of border; one at 0.6 over a border of 0 is 0.6 / 12, and the middle does not count."""
    rows = np.zeros((4, 4))
    rows[1:3, 1:3] = 1
    rows[0, 0] = 0.6
    assert border_content(picture(rows)) == pytest.approx([0.05])


def test_border_content_is_nothing_where_the_border_is_even():
    rows = np.full((16, 16), 0.7)
    rows[2:14, 2:14] = np.random.default_rng(0).random((12, 12))  # an eighth of 16 is 2 pixels
    assert border_content(picture(rows)).tolist() == [0]
    rows[1, 8] = 0
    assert border_content(picture(rows)) == pytest.approx([0.7 / (256 - 144)])


@pytest.mark.parametrize("name", PROPERTIES)
@pytest.mark.parametrize("shape", [(5, 28, 28, 1), (3, 7, 40, 3), (2, 2, 2, 1), (1, 2, 3, 4)])
def test_one_figure_per_picture(name, shape):
    images = np.random.default_rng(1).random(shape)
    before = images.copy()
    figures = PROPERTIES[name](images)
    assert (figures.shape, figures.dtype) == (shape[:1], np.float64)
    assert np.array_equal(images, before)


@pytest.mark.parametrize("name", PROPERTIES)
def test_a_picture_s_figure_depends_on_its_own_pixels_alone(name, noise):
    images = noise / 255
    together = PROPERTIES[name](images)
    alone = np.concatenate([PROPERTIES[name](image[None]) for image in images])
    assert np.array_equal(together, alone, equal_nan=True)
    assert np.array_equal(PROPERTIES[name](images[::-1])[::-1], together, equal_nan=True)


@pytest.mark.parametrize("name", PROPERTIES)
def test_plain_pictures_have_no_figure_that_is_infinite(name):
    plain = np.stack([np.full((8, 8, 1), value) for value in (0.0, 0.5, 1.0)])
    assert not np.isinf(PROPERTIES[name](plain)).any()


def test_blocks_change_nothing(noise, monkeypatch):
    whole = measure(noise)
    monkeypatch.setattr(measuring, "BLOCK", 4 * noise[0].size)  # blocks of four pictures, the last one of three
    in_blocks = measure(noise)
    assert list(whole) == list(PROPERTIES)
    assert all(np.array_equal(whole[name], in_blocks[name], equal_nan=True) for name in PROPERTIES)


def test_bytes_are_measured_as_shares_of_full_range():
    images = np.repeat(np.array([0, 51, 255], np.uint8), 4).reshape(3, 2, 2, 1)
    assert measure(images)["brightness"].tolist() == pytest.approx([0, 0.2, 1])
