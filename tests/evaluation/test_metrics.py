"""Each metric against its definition, on models whose answers are known."""

from itertools import combinations

import numpy as np
import pandas as pd
import pytest

from confoundry.evaluation.metric import MAP, VALUES, Excess, PerArm
from confoundry.evaluation.stage_headline import StageHeadline
from confoundry.evaluation.table import EXCESS_PULL, METRICS, SHORTCUT_COST

PER_ARM = [name for name, metric in METRICS.items() if isinstance(metric, PerArm)]
SHAPES = [(5, 5), (5, 3), (3, 5)]  # classes, values: one each, classes without a value, values without a class


def value(name, arm):
    return METRICS[name].estimate(arm).crossed().value


def values(name, arm):
    return METRICS[name].estimate(arm).values


@pytest.mark.parametrize(("classes", "levels"), SHAPES)
def test_a_model_that_ignores_the_value(outcome, worlds, ignoring, classes, levels):
    labels, maps = worlds(C=classes, K=levels)
    arm = outcome(ignoring(labels, maps, levels, classes), labels, maps)
    for name in (
        "pull",
        "sensitivity",
        "sensitivity_main",
        "flip_rate",
        "any_flip",
        "effect",
        "follow_rate",
        "cue_share",
    ):
        assert value(name, arm) == pytest.approx(0), name
    assert value("gap", arm) == 0
    for name in ("aligned", "conflicting", "unbiased", "plain", "train_mix", "all_renders"):
        assert value(f"{name}_accuracy", arm) == pytest.approx(1), name


def test_ignoring_means_no_pull_whatever_the_accuracy(answering, worlds):
    labels, maps = worlds(R=6, per_class=20)
    rng = np.random.default_rng(1)
    wrong = np.repeat(
        rng.integers(0, 5, (6, len(labels), 1)), 5, axis=2
    )  # answers at random, the same under all values
    arm = answering(wrong, labels, maps)
    assert values("pull", arm) == pytest.approx(np.zeros(6), abs=1e-12)
    assert value("follow_rate", arm) > 0.1  # chance alone


def test_a_model_that_answers_the_value(outcome, worlds, following):
    labels, maps = worlds()
    arm = outcome(following(labels, maps, 5, 5), labels, maps)
    for name in ("pull", "follow_rate", "cue_share", "sensitivity", "sensitivity_main", "gap", "any_flip", "flip_rate"):
        assert value(name, arm) == pytest.approx(1), name
    assert value("aligned_accuracy", arm) == 1
    assert value("conflicting_accuracy", arm) == 0
    assert value("effect", arm) == 1


@pytest.mark.parametrize(("classes", "levels"), SHAPES)
def test_following_pulls_fully_with_partial_maps_too(outcome, worlds, following, classes, levels):
    labels, maps = worlds(C=classes, K=levels)
    arm = outcome(following(labels, maps, levels, classes), labels, maps)
    assert values("pull", arm) == pytest.approx(np.ones(4))
    assert values("follow_rate", arm) == pytest.approx(np.ones(4))


@pytest.mark.parametrize(("classes", "levels"), [*SHAPES, (2, 2), (4, 2), (2, 4)])
def test_flip_rate_is_at_most_what_the_values_allow(outcome, worlds, following, classes, levels):
    # A model that names the shown value's class, and one fixed class for values without one: m classes over K values.
    labels, maps = worlds(C=classes, K=levels)
    m = min(classes, levels)
    answers = np.tile(np.arange(levels) % m, (4, len(labels), 1))
    arm = outcome(np.eye(classes)[answers], labels, maps)
    even = levels * (m - 1) / (m * (levels - 1))  # exact where m divides K
    assert value("flip_rate", arm) == pytest.approx(even) if levels % m == 0 else value("flip_rate", arm) <= even


@pytest.mark.parametrize("share", [0.0, 0.25, 0.5, 1.0])
def test_following_on_a_share_of_the_images_pulls_that_share(outcome, worlds, following, ignoring, share):
    labels, maps = worlds(per_class=8)
    P, follow = ignoring(labels, maps, 5, 5), following(labels, maps, 5, 5)
    chosen = np.arange(len(labels)) % 8 < share * 8
    P[:, chosen] = follow[:, chosen]
    assert values("pull", outcome(P, labels, maps)) == pytest.approx(np.full(4, share))


@pytest.mark.parametrize("weight", [0.1, 0.5, 0.8])
def test_sensitivity_of_a_mixture(outcome, worlds, following, ignoring, weight):
    labels, maps = worlds()
    P = weight * following(labels, maps, 5, 5) + (1 - weight) * ignoring(labels, maps, 5, 5)
    arm = outcome(P, labels, maps)
    expected = weight**2 / (weight**2 + (1 - weight) ** 2)
    assert values("sensitivity", arm) == pytest.approx(np.full(4, expected))
    assert values("sensitivity_main", arm) == pytest.approx(np.full(4, expected))  # no interaction: the two add up
    assert values("effect", arm) == pytest.approx(np.full(4, weight))


def test_main_leaves_interaction_out(outcome, worlds):
    # Image n answers value + n: each image depends on the value wholly, their mean not at all.
    labels, maps = worlds(per_class=1)
    answers = (np.arange(5)[:, None] + np.arange(5)) % 5
    arm = outcome(np.eye(5)[np.tile(answers, (4, 1, 1))], labels, maps)
    assert value("sensitivity", arm) == pytest.approx(1)
    assert value("sensitivity_main", arm) == pytest.approx(0)


def test_constant_probabilities_have_no_sensitivity(outcome, worlds):
    labels, maps = worlds()
    arm = outcome(np.full((4, len(labels), 5, 5), 0.2), labels, maps)
    for name in ("sensitivity", "sensitivity_main"):
        figure = METRICS[name].figures(name, {"control": arm})["control", name]
        assert np.isnan(figure.value), name
        assert (figure.images, figure.replicates) == (0, 0)
    assert value("effect", arm) == 0


def brute(arm):
    """Every metric by its definition, one image and value at a time, for each replicate."""
    R, N, K = arm.answers.shape
    found = {}
    for r in range(R):
        a = {c: int(v) for c, v in enumerate(arm.maps[r]) if v >= 0}
        V = set(a.values())
        mapped = [n for n in range(N) if int(arm.labels[n]) in a]
        y, said = arm.labels, arm.answers[r]

        def is_class_of(n, shown, v, a=a, said=said):
            return a.get(int(said[n, shown])) == v

        pairs = [(n, v) for n in mapped for v in V if v != a[int(y[n])]]
        other = [(n, v) for n in mapped for v in range(K) if v != a[int(y[n])]]
        follow = sum(is_class_of(n, v, v) for n, v in pairs)
        right = sum(said[n, v] == y[n] for n, v in pairs)
        pulls = [is_class_of(n, v, v) - np.mean([is_class_of(n, w, v) for w in V if w != v]) for n, v in pairs]
        flips = [said[n, v] != said[n, w] for n in range(N) for v, w in combinations(range(K), 2)]
        mine = {
            "pull": np.mean(pulls),
            "follow_rate": follow / len(pairs),
            "cue_share": follow / (follow + right),
            "aligned_accuracy": np.mean([said[n, a[int(y[n])]] == y[n] for n in mapped]),
            "conflicting_accuracy": np.mean([said[n, v] == y[n] for n, v in other]),
            "unbiased_accuracy": np.mean([np.mean(said[:, v] == y) for v in range(K)]),
            "all_renders_accuracy": np.mean([all(said[n] == y[n]) for n in range(N)]),
            "flip_rate": np.mean(flips),
            "any_flip": np.mean([len(set(said[n])) > 1 for n in range(N)]),
            "plain_accuracy": np.mean(arm.plain[r] == y),
        }
        mine["gap"] = mine["aligned_accuracy"] - mine["conflicting_accuracy"]
        groups = [(c, v) for c in range(arm.maps.shape[1]) for v in range(K)]
        mine["train_mix_accuracy"] = sum(
            arm.shares[r, c, v] * np.mean(said[[n for n in range(N) if y[n] == c], v] == c) for c, v in groups
        )
        for name, number in mine.items():
            found.setdefault(name, []).append(number)
    return found


@pytest.mark.parametrize(("classes", "levels"), [*SHAPES, (2, 2), (6, 4), (4, 6)])
def test_each_metric_is_its_definition(answering, worlds, classes, levels):
    labels, maps = worlds(C=classes, K=levels, per_class=4, seed=classes)
    rng = np.random.default_rng(levels)
    answers = rng.integers(0, classes, (4, len(labels), levels))
    plain, shares = rng.integers(0, classes, (4, len(labels))), rng.random((4, classes, levels))
    shares /= shares.sum(axis=(1, 2), keepdims=True)
    arm = answering(answers, labels, maps, classes=classes, plain=plain, shares=shares)
    for name, expected in brute(arm).items():
        assert values(name, arm) == pytest.approx(expected), name


def test_a_map_may_give_two_classes_one_value(answering):
    labels, maps = np.repeat(np.arange(4), 3), np.tile([0, 0, 1, 2], (3, 1))
    answers = np.random.default_rng(3).integers(0, 4, (3, 12, 3))
    arm = answering(answers, labels, maps, classes=4)
    for name, expected in brute(arm).items():
        assert values(name, arm) == pytest.approx(expected), name


@pytest.fixture(scope="module")
def left_out(outcome, worlds):
    """An outcome of 200 images, and for some images the outcome without them."""
    labels, maps = worlds(R=3, per_class=40)
    rng = np.random.default_rng(8)
    P = rng.dirichlet(np.ones(5), (3, 200, 5)) + 0.5 * np.eye(5)[labels][:, None]
    plain = rng.integers(0, 5, (3, 200))
    without = {}
    for n in (0, 57, 199):
        keep = np.arange(200) != n
        without[n] = outcome(P[:, keep], labels[keep], maps, plain=plain[:, keep])
    return outcome(P, labels, maps, plain=plain), without


@pytest.mark.parametrize("name", PER_ARM)
def test_influences_are_what_leaving_an_image_out_changes(left_out, name):
    # The jackknife: (N − 1)(θ − θ without n) is the influence, up to terms of order 1/N.
    estimate = METRICS[name].estimate
    whole = estimate(left_out[0])
    assert whole.influences.sum(axis=1) == pytest.approx(np.zeros(3), abs=1e-8)
    for n, outcome in left_out[1].items():
        without = estimate(outcome)
        jackknife = 199 * (whole.values - without.values)
        assert whole.influences[:, n] == pytest.approx(jackknife, rel=0.1, abs=0.03)


@pytest.mark.parametrize("name", PER_ARM)
def test_the_range_holds(answering, worlds, following, name):
    labels, maps = worlds(per_class=2)
    rng = np.random.default_rng(5)
    metric = METRICS[name]
    for answers in (rng.integers(0, 5, (4, 10, 5)), following(labels, maps, 5, 5).argmax(-1)):
        figure = metric.figures(name, {"control": answering(answers, labels, maps, classes=5)})["control", name]
        assert metric.low - 1e-9 <= figure.low <= figure.value <= figure.high <= metric.high + 1e-9


def test_unbiased_is_a_mix_of_aligned_and_conflicting(answering, worlds):
    labels, maps = worlds(C=4, K=6)
    arm = answering(np.random.default_rng(2).integers(0, 4, (4, len(labels), 6)), labels, maps)
    mix = (values("aligned_accuracy", arm) + 5 * values("conflicting_accuracy", arm)) / 6
    assert values("unbiased_accuracy", arm) == pytest.approx(mix)


def test_train_mix_is_a_mix_of_aligned_and_conflicting(answering, worlds):
    labels, maps = worlds()
    shares = np.full((4, 5, 5), 0.2 * 0.1 / 4)  # 10 % conflict, evenly
    for r, row in enumerate(maps):
        shares[r, np.arange(5), row] = 0.2 * 0.9
    arm = answering(np.random.default_rng(2).integers(0, 5, (4, len(labels), 5)), labels, maps, shares=shares)
    mix = 0.9 * values("aligned_accuracy", arm) + 0.1 * values("conflicting_accuracy", arm)
    assert values("train_mix_accuracy", arm) == pytest.approx(mix)


def test_train_mix_does_not_count_the_test_sets_class_shares(answering):
    # Class 0 is always right, class 1 never: half of the training images each, whatever the test set holds.
    labels, maps = np.array([0, 0, 0, 1, 1]), np.tile([0, 1], (3, 1))
    arm = answering(np.zeros((3, 5, 2), int), labels, maps, classes=2)
    crossed = METRICS["train_mix_accuracy"].estimate(arm).crossed()
    assert crossed.value == pytest.approx(0.5)
    assert crossed.variance == pytest.approx(0)


@pytest.mark.parametrize("name", METRICS)
def test_what_has_no_data_says_so(outcome, name):
    # Nothing is planted: one value, no class has it.
    labels = np.repeat(np.arange(3), 4)
    arm = outcome(np.eye(3)[np.tile(labels[None, :, None], (4, 1, 1))], labels, np.full((4, 3), -1))
    for key, figure in METRICS[name].figures(name, {"control": arm}).items():
        if METRICS[name].needs & {"values"}:
            assert np.isnan(figure.value), key
            assert (figure.images, figure.replicates) == (0, 0)
        elif key[1].endswith("_groups"):
            assert figure.value == 3
        else:
            assert figure.value == 1, key
            assert (figure.images, figure.replicates) == (4 if name.startswith("worst") else 12, 4)


def test_classes_without_a_value_are_left_out_and_counted(outcome, worlds, following):
    labels, maps = worlds(R=3, C=5, K=3, per_class=6)
    maps = np.tile(maps[0], (3, 1))
    arm = outcome(following(labels, maps, 3, 5), labels, maps)
    for name in PER_ARM:
        figure = METRICS[name].figures(name, {"control": arm})["control", name]
        assert figure.images == (18 if METRICS[name].needs == MAP else 30), name
    assert VALUES < MAP


def test_excess_is_taken_per_replicate(answering, worlds, following, ignoring):
    labels, maps = worlds(per_class=8)
    control = answering(ignoring(labels, maps, 5, 5).argmax(-1), labels, maps)
    follow, answers = following(labels, maps, 5, 5).argmax(-1), ignoring(labels, maps, 5, 5).argmax(-1)
    for r in range(4):
        chosen = np.arange(40) % 8 < 2 * r  # replicate r follows on r/4 of the images
        answers[r, chosen] = follow[r, chosen]
    arms = {"control": control, "0.9": answering(answers, labels, maps)}
    excess, cost = EXCESS_PULL.estimates(arms, "0.9"), SHORTCUT_COST.estimates(arms, "0.9")
    assert excess.values == pytest.approx([0, 0.25, 0.5, 0.75])
    assert cost.values == pytest.approx([0, 0.25, 0.5, 0.75])
    assert list(EXCESS_PULL.figures("excess_pull", arms)) == [("0.9", "excess_pull")]


def test_without_a_control_there_is_no_excess(answering, worlds, ignoring):
    labels, maps = worlds()
    arms = {"0.9": answering(ignoring(labels, maps, 5, 5).argmax(-1), labels, maps)}
    for name, metric in METRICS.items():
        if isinstance(metric, Excess):
            figure = metric.figures(name, arms)["0.9", name]
            assert np.isnan(figure.value)
            assert figure.images == 0


@pytest.mark.parametrize(
    ("order", "expected"),
    # One image a class, a(y) = y, five values; right only at distance 1 (v = y ± 1), not around the ends.
    [("ordered", {1: 1, 2: 0, 3: 0, 4: 0}), ("circular", {1: 0.8, 2: 0}), ("none", {})],
)
def test_accuracy_by_distance(answering, order, expected):
    labels, maps = np.arange(5), np.tile(np.arange(5), (3, 1))
    near = np.abs(labels[:, None] - np.arange(5)) == 1
    answers = np.where(near, labels[:, None], (labels[:, None] + 1) % 5)
    arm = answering(np.tile(answers, (3, 1, 1)), labels, maps, order=order)
    figures = METRICS["conflicting_accuracy_at"].figures("conflicting_accuracy_at", {"0.5": arm})
    found = {int(name.rsplit("_", 1)[1]): figure.value for (_, name), figure in figures.items()}
    assert found == pytest.approx(expected)


def test_the_worst_group_is_picked_on_validation_images(answering):
    labels, maps = np.repeat([0, 1], 10), np.tile([0, 1], (3, 1))
    answers = np.tile(labels[:, None], (3, 1, 2))
    answers[:, :3, 1] = 1  # test: group (0, 1) is right in 7 of 10
    answers[:, 10:14, 0] = 0  # and group (1, 0) in 6 of 10, the worst one
    images, right = np.full((3, 2, 2), 20), np.full((3, 2, 2), 20)
    right[:, 0, 1] = 5  # validation: (0, 1) is the worst
    arm = answering(answers, labels, maps, groups=(images, right))
    figures = METRICS["worst_group_accuracy"].figures("worst_group_accuracy", {"0.9": arm})
    worst = figures["0.9", "worst_group_accuracy"]
    assert worst.value == pytest.approx(0.7)
    assert worst.images == 10
    # Three equal seeds: only images vary. Group (1, 0): 0.6 − t(9, 0.975)·√(0.24/9), t = 2.262157.
    assert worst.low == pytest.approx(0.6 - 2.262157 * (0.24 / 9) ** 0.5)
    assert worst.high == pytest.approx(min(1, 0.7 + 2.262157 * (0.21 / 9) ** 0.5))
    assert figures["0.9", "worst_group_accuracy_groups"].value == 4


def test_both_accuracies_at_a_glance(answering, worlds):
    labels, maps = worlds(C=5, K=3)
    answers = np.random.default_rng(6).integers(0, 5, (4, len(labels), 3))
    arm = answering(answers, labels, maps, classes=5)
    replicate, label = np.nonzero(maps >= 0)
    table = pd.DataFrame({"replicate": replicate, "label": label, "value": maps[replicate, label]})
    glance, nothing = StageHeadline(labels, table), StageHeadline(labels, table[:0])
    for number, given in enumerate(answers):
        glance.add(number, given)
        nothing.add(number, given)
    assert glance.share("aligned") == pytest.approx(values("aligned_accuracy", arm).mean())
    assert glance.share("conflicting") == pytest.approx(values("conflicting_accuracy", arm).mean())
    assert np.isnan([nothing.share("aligned"), nothing.share("conflicting")]).all()
