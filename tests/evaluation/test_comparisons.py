import numpy as np
import pytest

from confoundry.evaluation.comparisons import Comparison, compared, comparisons, detectable, judgement, paired
from confoundry.evaluation.settings import LimitSettings
from confoundry.statistics.crossed import Crossed

LIMITS = LimitSettings()


def sure(value, error):
    return Crossed(value, 0.0, error**2, 0.0, 10, 10**9)


def judged(value, error, metric="excess_pull"):
    family = [Comparison("lighting", "l2", metric, "plain", sure(value, error))]
    return comparisons(family, LIMITS).iloc[0]["judgement"]


@pytest.mark.parametrize(
    ("metric", "value", "expected"),
    [
        ("excess_pull", -0.1, "better"),
        ("excess_pull", 0.1, "worse"),
        ("shortcut_cost", -0.1, "better"),
        ("conflicting_accuracy", 0.1, "better"),
        ("conflicting_accuracy", -0.1, "worse"),
        ("plain_accuracy", 0.1, "better"),
    ],
)
def test_which_way_is_better(metric, value, expected):
    assert judged(value, 0.01, metric) == expected


@pytest.mark.parametrize(
    ("value", "error", "expected"),
    [
        (0.02, 0.001, "worse"),  # as large as what matters
        (0.015, 0.001, "same"),  # significant, but surely within ±0.02: `same` is asked before `small`
        (0.019, 0.002, "small"),  # significant, below 0.02, and may be above
        (0.0, 0.005, "same"),
        (0.0, 0.02, "not resolved"),
        (0.1, 0.1, "not resolved"),
    ],
)
def test_each_judgement(value, error, expected):
    assert judged(value, error) == expected


def test_holm_spans_the_whole_family():
    # Each has p = 0.0278 (z = 2.2): alone significant, not as one of ten.
    alone = [Comparison("lighting", "l2", "excess_pull", "plain", sure(0.22, 0.1))]
    ten = [Comparison("lighting", f"v{i}", "excess_pull", "plain", sure(0.22, 0.1)) for i in range(10)]
    assert comparisons(alone, LIMITS)["judgement"].tolist() == ["worse"]
    assert set(comparisons(ten, LIMITS)["judgement"]) == {"not resolved"}
    assert comparisons(ten, LIMITS)["p_holm"].tolist() == pytest.approx([0.278] * 10, abs=1e-3)


def test_what_the_study_could_have_seen():
    # One test, infinite degrees of freedom: (1.959964 + 0.841621) standard errors.
    assert detectable(sure(0.0, 0.01), 1) == pytest.approx(0.02801585, abs=1e-6)
    # Ten: two-sided 0.5%: 2.807034.
    assert detectable(sure(0.0, 0.01), 10) == pytest.approx(0.03648655, abs=1e-6)


def test_what_cannot_be_compared_is_null_and_does_not_count():
    family = [
        Comparison("patch", "l2", "excess_pull", "plain", None),
        Comparison("patch", "l2", "shortcut_cost", "plain", Crossed(0.3, np.nan, np.nan, np.nan, 2, 50)),
        Comparison("lighting", "l2", "excess_pull", "plain", sure(0.22, 0.1)),
    ]
    table = comparisons(family, LIMITS)
    assert table["confound"].tolist() == ["lighting", "patch", "patch"]
    assert table["judgement"].tolist() == ["worse", "not resolved", "not resolved"]
    assert table.loc[1:, ["low", "high", "p_holm", "detectable"]].isna().all(axis=None)
    assert table["difference"].tolist()[2] == 0.3
    assert len(comparisons([], LIMITS)) == 0


def test_the_family(answering, worlds, ignoring):
    labels, maps = worlds()
    arm = answering(ignoring(labels, maps, 5, 5).argmax(-1), labels, maps)
    assert list(compared({"control": arm, "0.95": arm}, "0.95")) == [
        "conflicting_accuracy",
        "excess_pull",
        "shortcut_cost",
    ]
    one_value = answering(arm.answers[..., :1], labels, np.full((4, 5), -1))
    assert list(compared({"control": one_value}, "0.95")) == ["plain_accuracy"]


def test_pairing_takes_common_noise_out(answering, worlds, ignoring):
    labels, maps = worlds(R=5, per_class=40)
    rng = np.random.default_rng(0)
    answers = ignoring(labels, maps, 5, 5).argmax(-1)
    for r in range(5):
        missed = rng.permutation(200)[: 20 * r + 20]  # hard seeds: 20 to 100 images wrong, the same for both
        answers[r, missed] = (labels[missed, None] + 1) % 5
    second = answers.copy()
    second[:, 7] = labels[7]
    arms = {"control": answering(answers, labels, maps)}
    others = {"control": answering(second, labels, maps)}
    one, other = (compared(a, "0.95")["conflicting_accuracy"] for a in (others, arms))
    found = paired(one, other)
    assert found.variance < one.crossed().variance / 100
    assert paired(None, other) is None


def test_judgement_alone():
    assert judgement("excess_pull", sure(-0.3, 0.01), 0.2, 0.02) == "not resolved"
