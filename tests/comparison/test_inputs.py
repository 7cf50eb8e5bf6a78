"""What dvc.lock says of the inputs."""

import pytest

from confoundry.comparison.inputs import changed_inputs, changed_packages, comparable, warnings
from confoundry.comparison.lock import lock_of
from confoundry.comparison.numbers import Numbers

STUDY = {"confounds": ["none", "lighting"], "variants": ["l2"], "seed": 0}


def lock(images="aa.dir", code="c1", answers="r1.dir", study=STUDY, l2=0.01, path="requirements.lock", **sections):
    params = {"study": study, "variants": {"l2": {"network": "mlp", "l2": l2}}, "data": {"path": path}} | sections
    train = {"deps": [{"path": "data/raw", "md5": images}, {"path": "src/a.py", "md5": code}]}
    answer = {"deps": [], "outs": [{"path": "results/lighting/l2", "md5": answers}]}
    return lock_of(
        {
            "stages": {
                "resolve": {"params": {"params.yaml": params}, "deps": [{"path": path, "md5": "p1"}]},
                "ingest": {"outs": [{"path": "data/raw", "md5": images}]},
                "inject@lighting": {"outs": [{"path": "data/confounded/lighting", "md5": "k1.dir"}]},
                "train@lighting-l2": train,
                "evaluate@lighting-l2": answer,
                "evaluate@lighting-l9": {"outs": [{"path": "results/lighting/l9", "md5": "x"}], "deps": []},
                "summarize": {"deps": [{"path": "results", "md5": f"all-{answers}"}], "outs": []},
            }
        }
    )


def told(before, after):
    return [(one.what, one.key, one.before, one.after) for one in changed_inputs(before, after)]


def numbers(processor=None, **packages):
    recorded = {"processor": processor, "packages": packages} if processor else {}
    return Numbers(headline={"lighting": {}}, rows={}, verdict_at="0.95", recorded=recorded)


def test_nothing_changed():
    assert told(lock(), lock()) == []
    assert lock().changed_stages(lock()) == []


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        ({"images": "bb.dir"}, [("images", "data/raw", "aa.dir", "bb.dir")]),
        ({"l2": 0.1}, [("params", "variants.l2.l2", 0.01, 0.1)]),
        ({"code": "c2"}, [("code", "src/a.py", "c1", "c2")]),
        ({"answers": "r2.dir"}, []),  # what came out is no input, nor is the folder that holds it
        ({"limits": {"matters": 0.02}}, []),  # as it goes without saying
        ({"limits": {"matters": 0.03}}, [("params", "limits.matters", 0.02, 0.03)]),
        ({"gates": [{"metric": "pull", "max": 1}]}, []),  # told elsewhere
    ],
)
def test_each_kind_of_input(after, expected):
    assert told(lock(), lock(**after)) == expected


def test_own_data_are_images_and_pins_are_code():
    found = told(lock(), lock(path="my.npz"))
    assert ("code", "requirements.lock", "p1", None) in found
    assert ("images", "my.npz", None, "p1") in found


def test_stages_that_the_study_dropped_are_left_out():
    assert "evaluate@lighting-l9" not in lock().stages
    assert lock_of(None).stages == {}
    assert lock(answers="r2.dir").changed_stages(lock()) == ["evaluate@lighting-l2", "summarize"]


def test_the_same_answers_to_the_same_images():
    assert lock().same_answers(lock(l2=3), "lighting", "l2")
    assert not lock(answers="r2.dir").same_answers(lock(), "lighting", "l2")
    assert not lock(images="bb.dir").same_answers(lock(), "lighting", "l2")
    assert not lock().same_answers(lock(), "none", "l2"), "not there at all"


def test_a_stage_that_read_another_file_than_was_written():
    assert list(lock().loose_ends()) == []
    half_merged = lock_of({"stages": dict(lock().stages) | {"ingest": {"outs": [{"path": "data/raw", "md5": "z"}]}}})
    assert list(half_merged.loose_ends()) == [("train@lighting-l2", "data/raw")]


@pytest.mark.parametrize(
    ("after", "same", "word"),
    [
        ({"l2": 0.1}, (True, True), None),  # a variant's own setting is what is compared
        ({"images": "bb.dir"}, (False, True), "images"),
        ({"study": STUDY | {"seed": 1}}, (True, False), "study.seed"),
        ({"limits": {"cost": 0.1}}, (True, False), "limits.cost"),
        ({"confounds": {"lighting": {"levels": 5}}}, (True, False), "confounds.lighting.levels"),
        ({"confounds": {"patch": {"levels": 5}}}, (True, True), None),  # not in the study
    ],
)
def test_what_makes_numbers_incomparable(after, same, word):
    inputs = changed_inputs(lock(), lock(**after))
    found = comparable(inputs, numbers(), numbers())
    assert (found.data, found.params, found.processor) == (*same, True)
    said = warnings(inputs, numbers(), numbers())
    assert len(said) == (word is not None)
    assert word is None or word in said[0]


def test_the_test_images_are_counted():
    one, other = (
        Numbers(headline={}, rows={}, verdict_at="0.95", validation={"images": 9, "splits": {"test": count}})
        for count in (961, 1498)
    )
    said = warnings(changed_inputs(lock(), lock(images="bb.dir")), one, other)
    assert said[0].startswith("The images changed (961 test images, now 1,498)")


def test_another_processor_and_other_packages_are_told():
    one, other = numbers("Zen 4", keras="3.14"), numbers("Xeon", keras="3.15")
    assert not comparable([], one, other).processor
    assert "Zen 4, now Xeon" in warnings([], one, other)[0]
    assert [(x.key, x.before, x.after) for x in changed_packages(one, other)] == [("keras", "3.14", "3.15")]
    assert comparable([], one, numbers()).processor, "not recorded is not different"
    assert changed_packages(one, numbers()) == []
