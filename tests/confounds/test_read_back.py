"""A confound whose value cannot be read back: of how many images, and which setting helps, tried on the images."""

import numpy as np
import pytest

from confoundry.confounds.lighting import Lighting
from confoundry.confounds.none import Nothing
from confoundry.confounds.patch import Patch
from confoundry.confounds.read_back import ReadBack, not_planted, read_back
from confoundry.confounds.table import CONFOUNDS


@pytest.fixture(scope="module")
def photographs():
    """64 colour pictures of 48×48 with textures: four waves each, light of their own, and noise."""
    random = np.random.default_rng(0)
    rows, columns = np.mgrid[0:48, 0:48] / 48
    pictures = np.empty((64, 48, 48, 3), np.float32)
    for picture in pictures:
        turns, waves, shifts = random.uniform(0, 6.3, 4), random.uniform(0.5, 8, 4), random.uniform(0, 6.3, 4)
        along = [wave * (columns * np.cos(turn) + rows * np.sin(turn)) for turn, wave in zip(turns, waves, strict=True)]
        texture = sum(np.sin(6.3 * one + shift) for one, shift in zip(along, shifts, strict=True)) / 16
        light = random.normal(0, 0.1) * (columns - 0.5) + random.normal(0, 0.1) * (rows - 0.5)
        grey = 0.5 + texture + light + random.normal(0, 0.05, (48, 48))
        picture[:] = np.clip(grey[..., None] * random.uniform(0.7, 1.2, 3), 0, 1)
    return pictures


def test_light_on_textures_names_settings_that_work(photographs):
    found = read_back(Lighting(levels=10, magnitude=0.3), photographs)
    assert (found.renderings, found.images) == (8 * 64, 64)
    assert found.hopeless
    said = str(not_planted("lighting", Lighting(), found, photographs))
    counted = f"its value was measured correctly in {found.right} of 512 renderings of 64 images"
    assert said.startswith(
        f"lighting cannot be measured in the images: {counted}, at least 95% is needed; on these images `levels: "
    )
    levels, magnitude = said.split("`levels: ")[1].split("`")[0], said.split("`magnitude: ")[1].split("`")[0]
    assert said.endswith(
        f"`levels: {levels}` or `magnitude: {magnitude}` works: change confounds.lighting in params.yaml"
    )
    assert read_back(Lighting(levels=int(levels)), photographs).enough
    assert not read_back(Lighting(levels=int(levels) + 1), photographs).enough
    assert read_back(Lighting(magnitude=float(magnitude)), photographs).enough
    assert not read_back(Lighting(magnitude=float(magnitude) - 0.1), photographs).enough


def test_a_mark_on_white_paper_is_seen_with_no_setting():
    white = np.ones((64, 12, 12, 1), np.float32)
    found = read_back(Patch(), white)
    assert found.hopeless
    said = "a smaller `levels` and a larger `size` did not help on these images; remove patch from study.confounds"
    assert said in str(not_planted("patch", Patch(), found, white))


def test_digits_are_planted_with_every_value(digits):
    for kind in CONFOUNDS.values():
        found = read_back(kind(), digits[:64])
        assert found.enough
        assert not found.hopeless
    assert read_back(Nothing(), digits[:64]) == ReadBack(64, 64, 64)


@pytest.mark.parametrize(
    # binomial, at 95%: 56 of 64 or fewer in 1.4% of the cases, 55 or fewer in 0.4%
    ("right", "hopeless"),
    [(64, False), (60, False), (56, False), (55, True), (41, True), (0, True)],
)
def test_few_images_are_refused_only_where_it_is_clear(right, hopeless):
    assert ReadBack(right, 64, 64).hopeless is hopeless


def test_every_setting_that_helps_is_a_setting():
    for kind in CONFOUNDS.values():
        assert set(kind.easier) <= set(kind.model_fields)
