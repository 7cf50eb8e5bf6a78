"""Which images a model is trained on, cross-validation, and early stopping."""

import numpy as np
import pytest

from confoundry.confounds.none import Nothing
from confoundry.training.chosen import first_images, folds
from confoundry.training.cross_validation import cross_validate
from confoundry.training.models import Recipe
from confoundry.training.stopping import early_stopping

IDS = [f"image {number}" for number in range(100)]


def test_fewer_images_are_among_more():
    few, many = first_images(IDS, 10, seed=0), first_images(IDS, 0.5, seed=0)
    assert (len(few), len(many)) == (10, 50)
    assert set(few) < set(many)
    assert (np.sort(few) == few).all()


def test_an_images_place_is_its_own():
    few = {IDS[row] for row in first_images(IDS, 10, seed=0)}
    turned = IDS[::-1]
    assert {turned[row] for row in first_images(turned, 10, seed=0)} == few
    assert {IDS[row] for row in first_images(IDS, 10, seed=1)} != few


def test_at_least_one_image_and_at_most_all():
    assert len(first_images(IDS, 0.001, seed=0)) == 1
    assert len(first_images(IDS, 1000, seed=0)) == 100


def test_folds_hold_equally_many_of_every_class():
    labels = np.repeat([0, 1, 2], [50, 27, 23])
    found = folds(IDS, labels, 5, seed=0)
    assert np.bincount(found).tolist() == [20] * 5
    for label, least in ((0, 10), (1, 5), (2, 4)):
        counts = np.bincount(found[labels == label], minlength=5)
        assert counts.min() >= least
        assert counts.max() <= least + 1


def test_folds_go_by_the_images_and_the_seed():
    labels = np.arange(100) % 4
    found = folds(IDS, labels, 5, seed=0)
    assert (folds(IDS[::-1], labels[::-1], 5, seed=0)[::-1] == found).all()
    assert (folds(IDS, labels, 5, seed=1) != found).any()


@pytest.mark.slow
@pytest.mark.ci
def test_a_cross_validation_holds_out_each_image_once(small, problem):
    train, validation, _ = problem
    recipe = Recipe(small(), classes=3, epochs=3, batch_size=8, seed=0)
    found = cross_validate(recipe, Nothing(), (train, validation), IDS[: 43 + 12], 4)
    assert found["fold"].tolist() == [0, 1, 2, 3]
    assert found["images"].tolist() == [14, 14, 14, 13]
    right = found["accuracy"] * found["images"]
    assert right.to_numpy() == pytest.approx(right.round().to_numpy(), abs=1e-4)
    assert found.equals(cross_validate(recipe, Nothing(), (train, validation), IDS[: 43 + 12], 4))


def test_early_stopping_takes_the_weights_of_the_best_epoch_of_each_arm(small, problem, make_arm):
    train, validation, confound = problem
    recipe = Recipe(small(rate=2.0, optimizer="SGD"), classes=3, epochs=30, batch_size=8, seed=0)
    arms = [make_arm("control", 0), make_arm("0.9", 1)]
    for one in recipe.train(arms, confound, train, validation, early_stopping(2)):
        history = one.history
        best = history["val_loss"].idxmin()
        assert len(history) == best + 1 + 2 < 30
        images = confound.apply(validation.images, one.arm.validation)
        scores = np.asarray(one.model(images, training=False))
        loss = -np.log(np.clip(scores[np.arange(len(images)), validation.labels], 1e-7, 1)).mean()
        assert loss == pytest.approx(history["val_loss"][best], rel=1e-4)


def test_without_a_patience_nothing_stops():
    assert early_stopping(None) == []
