import numpy as np

from confoundry.report.typical import typical

VALUE_OF = np.array([0, 1, 2])  # the value of each class


def test_the_image_nearest_to_the_average_is_taken():
    labels = np.array([0, 0, 0])
    # Values 1 and 2 mislead. Follows: 2, 1, 0 of them; right: 0, 1, 2. Both means are 1: the second image is it.
    answers = {"one": np.array([[0, 1, 2], [0, 1, 0], [0, 0, 0]])}
    assert typical(answers, labels, VALUE_OF) == 1


def test_every_variant_counts():
    labels = np.array([0, 0, 0])
    one = np.array([[0, 1, 0], [0, 0, 0], [0, 0, 0]])  # follows 1, 0, 0: mean 1/3; right 1, 2, 2: mean 5/3
    two = np.array([[0, 1, 2], [0, 1, 2], [0, 0, 0]])  # follows 2, 2, 0: mean 4/3; right 0, 0, 2: mean 2/3
    # Distances: 2/3 + 2/3 + 2/3 + 2/3 = 8/3; 1/3 + 1/3 + 2/3 + 2/3 = 2; 1/3 + 1/3 + 4/3 + 4/3 = 10/3.
    assert typical({"one": one, "two": two}, labels, VALUE_OF) == 1


def test_a_class_without_a_value_is_not_shown():
    labels = np.array([2, 0])
    answers = {"one": np.array([[2, 2], [0, 1]])}
    assert typical(answers, labels, np.array([0, 1, -1])) == 1
    assert typical(answers, np.array([2, 2]), np.array([0, 1, -1])) is None
