"""Labels in the form that a network's loss takes."""

import numpy as np
import pytest

from confoundry.diagnosis.labels import labels_for

INDICES = np.array([0, 2, 1])
ROWS = np.array([[1, 0, 0], [0, 0, 1], [0, 1, 0]], np.float32)
SPARSE, ROW_LOSSES = "sparse_categorical_crossentropy", ("categorical_crossentropy", "mean_squared_error")


@pytest.mark.parametrize("loss", [*ROW_LOSSES, "binary_crossentropy", "kl_divergence", "categorical_hinge"])
def test_an_output_for_each_class_and_a_loss_that_compares_rows(loss):
    found = labels_for(INDICES, loss=loss, outputs=3, classes=3)
    assert np.array_equal(found, ROWS)
    assert found.dtype == np.float32


def test_a_sparse_loss_takes_indices():
    assert labels_for(INDICES, loss=SPARSE, outputs=3, classes=3) is INDICES
    found = labels_for(ROWS, loss=SPARSE, outputs=3, classes=3)
    assert found.tolist() == [0, 2, 1]
    assert found.dtype == np.int64


@pytest.mark.parametrize(
    ("labels", "loss", "outputs", "classes"),
    [
        (np.array([0, 1, 1]), "binary_crossentropy", 1, 2),  # one output for two classes
        (np.array([0, 2, 1]), "categorical_crossentropy", 1, 3),  # a softmax over one unit: for the diagnosis to tell
        (np.array([1, 2, 3]), "categorical_crossentropy", 3, 4),  # labels that begin at 1
        (np.array([-1, 1, 1]), "hinge", 2, 2),
        (np.array([0.5, 1.5], np.float32), "mean_squared_error", 1, 1),
        (ROWS, "categorical_crossentropy", 3, 3),
        (np.array([[1, 1], [0, 1]], np.float32), SPARSE, 2, 2),  # several labels a sample are no index
    ],
)
def test_what_fits_already_or_cannot_fit_stays_as_it_is(labels, loss, outputs, classes):
    assert labels_for(labels, loss=loss, outputs=outputs, classes=classes) is labels
