import numpy as np
import pytest

from confoundry.evaluation.headline import headline
from confoundry.evaluation.settings import LimitSettings
from confoundry.evaluation.verdicts import plain_estimates, verdict
from confoundry.evaluation.wording import sentence

LIMITS = LimitSettings()


@pytest.fixture
def arm(answering, worlds, following, ignoring):
    """Five values and classes, 50 images a class; `follows` and `wrong` in hundredths of the images, one per seed."""

    def build(follows=0, wrong=0, seeds=5, **others):
        labels, maps = worlds(R=seeds, per_class=50)
        answers = ignoring(labels, maps, 5, 5).argmax(-1)
        follow = following(labels, maps, 5, 5).argmax(-1)
        place = np.arange(len(labels)) % 50 * 2
        for r in range(seeds):
            answers[r, place < follows] = follow[r, place < follows]
            missed = place >= 100 - wrong
            answers[r, missed] = (labels[missed, None] + 1) % 5
        return answering(answers, labels, maps, **others)

    return build


def word(arms, **others):
    return verdict(arms, "0.95", LIMITS, **others).word


def test_verdicts_from_answers(arm):
    control = arm()
    assert word({"control": control, "0.95": arm(follows=100)}) == "follows"
    assert word({"control": control, "0.95": arm(follows=30)}) == "leans"
    assert word({"control": control, "0.95": arm()}) == "ignores"
    assert word({"control": control, "0.95": arm(wrong=20)}) == "distracted"


def test_pull_that_the_control_has_too_is_not_reliance(arm):
    assert word({"control": arm(follows=40), "0.95": arm(follows=40)}) == "ignores"


@pytest.mark.parametrize("which", ["control", "0.95"])
def test_more_than_half_must_have_failed_in_either_arm(arm, which):
    arms = {"control": arm(), "0.95": arm(follows=100)}
    broken = arm(follows=100 if which == "0.95" else 0, failures=["diverged"] * 3 + ["", ""])
    two_of_five = arm(follows=100 if which == "0.95" else 0, failures=["diverged"] * 2 + [""] * 3)
    place = "in the control" if which == "control" else "at 0.95"
    found = verdict({**arms, which: broken}, "0.95", LIMITS)
    assert (found.word, found.reason) == (
        "failed to train",
        f"3 of 5 training seeds ended without a working model {place}",
    )
    assert word({**arms, which: two_of_five}) == "follows"


def test_failing_comes_before_all_else(arm):
    assert word({"control": arm(failures=["untrained"] * 5)}) == "failed to train"


def test_the_confound_may_hide_the_object(arm):
    plain = plain_estimates({"control": arm()})
    arms = {"control": arm(wrong=30), "0.95": arm(wrong=30, follows=50)}
    assert word(arms, plain=plain) == "confound hides the object"
    assert word(arms) == "leans"  # not tried where there is no row of untouched data
    assert word({"control": arm(wrong=10), "0.95": arm(wrong=10, follows=50)}, plain=plain) == "leans"


def test_without_what_it_needs_it_says_so(arm, answering):
    assert verdict({"0.95": arm()}, "0.95", LIMITS).reason == "alignment control is not in the study"
    assert verdict({"control": arm()}, "0.95", LIMITS).reason == "alignment 0.95 is not in the study"
    two = {"control": arm(seeds=2), "0.95": arm(seeds=2, follows=100)}
    assert verdict(two, "0.95", LIMITS).word == "undecided"
    assert verdict(two, "0.95", LIMITS).reason == "fewer than 3 training seeds"
    one_value = answering(np.zeros((4, 6, 3), int), [0, 0, 0, 1, 1, 1], np.tile([0, -1], (4, 1)), classes=2)
    found = verdict({"control": one_value, "0.95": one_value}, "0.95", LIMITS)
    assert found.reason == "fewer than two classes have a value of the shortcut"


def test_where_nothing_is_planted(outcome):
    labels = np.repeat(np.arange(3), 4)
    P = np.eye(3)[np.tile(labels[None, :, None], (4, 1, 1))]
    plain = np.tile(labels, (4, 1))
    plain[:, :3] = 1
    fine = {"control": outcome(P, labels, np.full((4, 3), -1), plain=plain)}
    broken = {"control": outcome(P, labels, np.full((4, 3), -1), plain=plain, failures=["collapsed"] * 4)}
    entry = headline(fine, "0.95", verdict(fine, "0.95", LIMITS), LIMITS)
    assert entry == {"verdict": "trained", "plain_accuracy": 0.75}
    assert sentence("picture", entry) == "trained: 75% accuracy on untouched images"
    assert verdict(broken, "0.95", LIMITS).word == "failed to train"


def test_the_headline(arm):
    arms = {"control": arm(), "0.5": arm(follows=2), "0.95": arm(follows=30)}
    entry = headline(arms, "0.95", verdict(arms, "0.95", LIMITS), LIMITS)
    tolerance = entry.pop("tolerance")
    assert entry == {"verdict": "leans", "excess_pull": 0.3, "shortcut_cost": 0.3}
    # 2 points lost at 0.5, 30 at 0.95: 5 points lie 3/28 of the way in log(1 − ρ): 1 − 0.5·0.1^(3/28) = 0.609.
    assert tolerance == "0.61"
    assert sentence("light", entry) == "leans: 30 points drawn to the light, 30 points of accuracy lost"


def test_the_headline_of_the_undecided(arm):
    arms = {"control": arm()}
    entry = headline(arms, "0.95", verdict(arms, "0.95", LIMITS), LIMITS)
    assert entry == {
        "verdict": "undecided",
        "reason": "alignment 0.95 is not in the study",
        "excess_pull": None,
        "shortcut_cost": None,
        "tolerance": None,
    }


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        (
            {"verdict": "ignores", "excess_pull": -0.0004, "shortcut_cost": 0.012},
            "ignores the mark: 0.0 points drawn to it",
        ),
        (
            {"verdict": "distracted", "excess_pull": 0.0, "shortcut_cost": 0.052},
            "distracted: 5.2 points of accuracy lost",
        ),
        (
            {"verdict": "confound hides the object", "excess_pull": 0.1, "shortcut_cost": 0.1},
            "the mark hides the object",
        ),
        ({"verdict": "failed to train", "excess_pull": None, "shortcut_cost": None}, "failed to train"),
    ],
)
def test_sentences(entry, expected):
    assert sentence("mark", entry).startswith(expected)
    assert len(sentence("mark", entry)) < 78
