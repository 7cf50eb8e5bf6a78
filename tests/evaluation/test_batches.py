"""How many images go through at once, and what is kept of them."""

import numpy as np
import pytest

from confoundry.evaluation.batches import ANSWERS, CONVOLVED, DENSE, PIXELS, batch_size, filled
from confoundry.evaluation.cached import Cached


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ([10_240], 512),  # 20 batches, all of them full
        ([600], 300),  # two calls, where 512 would fill up 424 images
        ([40], 40),
        ([1], 1),
        ([200, 100], 100),  # 3·(100 + 32) = 396, where 200 would be 2·(200 + 32) = 464
    ],
)
def test_no_more_is_filled_up_than_calls_cost(counts, expected):
    assert batch_size(counts, 784, 110, dense=True) == expected


def test_convolutions_go_in_smaller_batches():
    assert batch_size([10_240], 784, 110, dense=True) == DENSE
    assert batch_size([10_240], 784, 110, dense=False) == CONVOLVED


@pytest.mark.parametrize("dense", [True, False])
@pytest.mark.parametrize(
    ("pixels", "answers"), [(224 * 224 * 3, 110), (784, 10_010), (784, 3 * ANSWERS), (3 * PIXELS, 9)]
)
def test_a_batch_is_bounded_by_its_pixels_and_its_answers(pixels, answers, dense):
    size = batch_size([100_000], pixels, answers, dense=dense)
    assert size == 1 or (size * pixels <= PIXELS and size * answers <= ANSWERS)


def test_a_batch_is_filled_up_with_black_images():
    part = np.ones((2, 3, 4, 1), np.float32)
    whole = filled(part, 5)
    assert whole.shape == (5, 3, 4, 1)
    assert whole.dtype == np.float32
    assert (whole[:2] == 1).all()
    assert (whole[2:] == 0).all()


def test_items_are_made_once_while_there_is_room_and_again_where_there_is_none():
    made = []

    def make(place):
        made.append(place)
        return place * place

    kept = Cached(make, 5, room=2)
    assert len(kept) == 5
    assert list(kept) == list(kept) == [0, 1, 4, 9, 16]
    assert made == [0, 1, 2, 3, 4, 2, 3, 4]
