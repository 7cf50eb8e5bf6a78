"""What every confound keeps to, whatever it plants."""

import numpy as np
import pytest
from pydantic import ValidationError

from confoundry.confounds.montage import GAP, SHOWN, as_picture, montage
from confoundry.confounds.table import CONFOUNDS

LEVELS = (2, 3, 4, 7, 10, 16)
SEVERAL = [name for name in CONFOUNDS if name != "none"]
SIZES = [(28, 28, 1), (17, 40, 1), (40, 17, 3), (200, 60, 3), (96, 96, 3), (32, 32, 3), (8, 8, 1)]
MEASURED = 0.95  # the share of images that `inject` asks for


def of(name, levels):
    return CONFOUNDS[name]() if name == "none" else CONFOUNDS[name](levels=levels)


def photographs(size, count=40):
    """Smooth pictures: noise of a quarter of the size, enlarged, with some grain."""
    height, width, channels = size
    rng = np.random.default_rng(0)
    coarse = rng.uniform(0.3, 0.7, (count, -(-height // 4), -(-width // 4), channels))
    smooth = np.kron(coarse, np.ones((1, 4, 4, 1)))[:, :height, :width]
    return (smooth + rng.uniform(-0.03, 0.03, smooth.shape)).astype(np.float32)


def every_value(confound, count):
    return np.arange(count) % confound.levels


@pytest.mark.parametrize("size", SIZES, ids=str)
@pytest.mark.parametrize("name", CONFOUNDS)
def test_shape_type_and_range_stay(name, size):
    confound, images = of(name, 10), np.random.default_rng(0).random((20, *size), dtype=np.float32)
    rendered = confound.apply(images, every_value(confound, 20))
    assert rendered.shape == images.shape
    assert rendered.dtype == np.float32
    assert rendered.min() >= 0
    assert rendered.max() <= 1


@pytest.mark.parametrize("name", CONFOUNDS)
def test_the_input_stays_as_it_is(name, digits):
    images = digits[:20].copy()
    images.flags.writeable = False
    of(name, 10).apply(images, every_value(of(name, 10), 20))
    assert (images == digits[:20]).all()


@pytest.mark.parametrize("name", CONFOUNDS)
def test_an_images_rendering_depends_on_nothing_else(name, digits):
    confound = of(name, 10)
    values = every_value(confound, 20)
    together = confound.apply(digits[:20], values)
    alone = np.concatenate([of(name, 10).apply(digits[[i]], values[[i]]) for i in range(20)])
    assert together.tobytes() == alone.tobytes()
    assert confound.apply(digits[:0], values[:0]).shape == (0, 28, 28, 1)


@pytest.mark.parametrize("levels", LEVELS)
@pytest.mark.parametrize("name", CONFOUNDS)
def test_a_value_can_be_measured_back_on_digits(name, levels, digits):
    confound = of(name, levels)
    for shift in range(2):
        values = (every_value(confound, len(digits)) + shift) % confound.levels
        assert np.mean(confound.measure(confound.apply(digits, values)) == values) >= MEASURED


@pytest.mark.parametrize("size", [size for size in SIZES if min(size[:2]) > 8], ids=str)
@pytest.mark.parametrize("name", CONFOUNDS)
def test_a_value_can_be_measured_back_on_other_pictures(name, size):
    confound, images = of(name, 8), photographs(size)
    values = every_value(confound, len(images))
    measured = confound.measure(confound.apply(images, values))
    assert measured.dtype == np.int64
    assert np.mean(measured == values) >= MEASURED


@pytest.mark.parametrize("levels", LEVELS)
@pytest.mark.parametrize("name", CONFOUNDS)
def test_all_values_differ(name, levels, digits):
    confound = of(name, levels)
    rendered = confound.apply(np.repeat(digits[:1], confound.levels, axis=0), np.arange(confound.levels))
    assert len({one.tobytes() for one in rendered}) == confound.levels
    assert len({confound.value_name(value) for value in range(confound.levels)}) == confound.levels


@pytest.mark.parametrize("name", CONFOUNDS)
def test_measuring_gives_a_value_for_any_picture(name):
    confound = of(name, 10)
    flat = np.concatenate([np.full((1, 9, 9, 1), level, np.float32) for level in (0, 0.5, 1)])
    measured = confound.measure(flat)
    assert measured.shape == (3,)
    assert ((measured >= 0) & (measured < confound.levels)).all()


@pytest.mark.parametrize("name", CONFOUNDS)
def test_its_words_and_order(name):
    confound = of(name, 10)
    assert confound.noun
    assert confound.order in ("none", "ordered", "circular")


@pytest.mark.parametrize("name", SEVERAL)
def test_its_settings_are_frozen_and_checked(name):
    with pytest.raises(ValidationError):
        CONFOUNDS[name](levels=1)
    with pytest.raises(ValidationError):
        of(name, 3).levels = 4


def test_nothing_changes_nothing(digits):
    nothing = CONFOUNDS["none"]()
    assert nothing.levels == 1
    assert (nothing.apply(digits, np.zeros(len(digits), int)) == digits).all()


def test_light_comes_from_where_its_value_says():
    lighting, grey = CONFOUNDS["lighting"](levels=4, magnitude=0.3), np.full((4, 5, 5, 1), 0.5, np.float32)
    right, top, left, bottom = lighting.apply(grey, np.arange(4))[..., 0]
    # a ramp from 0.5 - 0.3 to 0.5 + 0.3 over five pixels
    assert right[2] == pytest.approx([0.2, 0.35, 0.5, 0.65, 0.8])
    assert top[:, 2] == pytest.approx([0.8, 0.65, 0.5, 0.35, 0.2])
    assert left == pytest.approx(right[:, ::-1])
    assert bottom == pytest.approx(top[::-1])
    assert [lighting.value_name(value) for value in range(4)] == ["0°", "90°", "180°", "270°"]


def test_light_on_a_wide_picture_comes_from_the_same_angle():
    lighting, grey = CONFOUNDS["lighting"](levels=8, magnitude=0.3), np.full((1, 3, 7, 1), 0.5, np.float32)
    ramp = lighting.apply(grey, np.array([1]))[0, ..., 0]  # 45°: a pixel to the right is as much as a pixel up
    assert np.diff(ramp, axis=1) == pytest.approx(np.full((3, 6), 0.6 / 8))
    assert -np.diff(ramp, axis=0) == pytest.approx(np.full((2, 7), 0.6 / 8))


@pytest.mark.parametrize("size", [(1, 1, 1), (1, 9, 1), (9, 1, 3), (2, 2, 1)], ids=str)
@pytest.mark.parametrize("name", CONFOUNDS)
def test_very_small_pictures_stay_pictures(name, size):
    rendered = of(name, 4).apply(np.full((4, *size), 0.5, np.float32), every_value(of(name, 4), 4))
    assert np.isfinite(rendered).all()
    assert ((rendered >= 0) & (rendered <= 1)).all()


def test_a_mark_lies_where_its_value_says():
    patch, black = CONFOUNDS["patch"](levels=4, size=0.25), np.zeros((4, 8, 8, 1), np.float32)
    rendered = patch.apply(black, np.arange(4))[..., 0]
    corners = [
        (slice(0, 2), slice(0, 2)),
        (slice(0, 2), slice(6, 8)),
        (slice(6, 8), slice(6, 8)),
        (slice(6, 8), slice(0, 2)),
    ]
    for one, corner in zip(rendered, corners, strict=True):  # clockwise from the top left
        assert (one[corner] == 1).all()
        assert one.sum() == 4


@pytest.mark.parametrize("name", CONFOUNDS)
def test_a_montage_has_a_row_per_image_and_a_column_per_value(name, digits):
    confound = of(name, 10)
    picture = montage(confound, digits[:3], size=56)
    columns = confound.levels
    assert picture.size == (columns * (56 + GAP) - GAP, 3 * (56 + GAP) - GAP)
    assert picture.mode == "L"
    assert picture.tobytes() == montage(of(name, 10), digits[:3], size=56).tobytes()


def test_a_montage_of_many_values_shows_some_of_them_the_first_and_the_last_included():
    patch, grey = CONFOUNDS["patch"](levels=40, size=0.1), np.full((1, 20, 20, 3), 0.5, np.float32)
    picture = np.asarray(montage(patch, grey, size=20))
    assert picture.shape == (20, SHOWN * 22 - 2, 3)
    ends = patch.apply(np.repeat(grey, 2, axis=0), np.array([0, 39]))
    assert (picture[:, :20] == np.asarray(as_picture(ends[0]))).all()
    assert (picture[:, -20:] == np.asarray(as_picture(ends[1]))).all()


@pytest.mark.parametrize(("channels", "mode"), [(1, "L"), (2, "L"), (3, "RGB"), (4, "RGB")])
def test_a_picture_of_any_number_of_channels(channels, mode):
    picture = as_picture(np.full((3, 5, channels), 0.5, np.float32))
    assert (picture.mode, picture.size) == (mode, (5, 3))
    assert picture.getpixel((0, 0)) in (128, (128, 128, 128))
