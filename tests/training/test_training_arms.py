"""Arms of an assignment: each alignment × replicate with the values of its images."""

import pandas as pd

from confoundry.training.arms import arms

ROWS = [
    ("b", "control", 0, 3),
    ("a", "control", 0, 1),
    ("v", "control", 0, 2),
    ("b", "1.0", 0, 5),
    ("a", "1.0", 0, 4),
    ("v", "1.0", 0, 6),
    ("v", "control", 1, 9),
    ("a", "control", 1, 7),
    ("b", "control", 1, 8),
]
ASSIGNMENT = pd.DataFrame(ROWS, columns=["id", "alignment", "replicate", "value"])


def test_values_come_in_the_order_of_the_ids():
    found = [
        (arm.alignment, arm.replicate, arm.train.tolist(), arm.validation.tolist())
        for arm in arms(ASSIGNMENT, pd.Series(["a", "b"]), pd.Series(["v"]))
    ]
    assert found == [("control", 0, [1, 3], [2]), ("1.0", 0, [4, 5], [6]), ("control", 1, [7, 8], [9])]
