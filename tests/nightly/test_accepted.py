"""A regression stays red until it is fixed or accepted, and what nights share with other machines."""

import json

import pytest

from confoundry.errors import BadInput, NotFit
from confoundry.nightly.accepted import accept
from confoundry.nightly.git import Git
from confoundry.nightly.settings import NightlySettings
from tests.nightly.conftest import ANSWER
from tests.nightly.test_night import BROKEN, spend

SETTINGS = NightlySettings(branch="main")


def newest(small):
    return small.git("rev-parse", "audits/nightly")


def answers(small, number, answer):
    """Commit a change of the data, and what the comparison is to say."""
    small.write({"numbers.txt": f"{number}\n", "answer.json": json.dumps(answer)})
    small.commit()


def against(small):
    return [call.split()[2] for call in small.calls if call.endswith("json")]


def test_a_regression_is_red_every_night_until_a_person_accepts_it(small):
    spend()
    good = newest(small)
    said = []
    for number in (2, 2, 3):  # the second night is the same as the first
        answers(small, number, BROKEN)
        with pytest.raises(NotFit) as raised:
            spend()
        said.append(str(raised.value))
    assert against(small)[1:] == [good] * 3
    assert [text.startswith("A gate failed: lighting × l2: ") for text in said] == [True] * 3
    assert ["Failing since " in text for text in said] == [False, True, True]
    red = newest(small)
    assert red != good
    assert accept(Git(small.folder), SETTINGS).endswith("audits/baseline marks it.")
    assert small.git("rev-parse", "audits/baseline") == red
    assert spend().startswith("unchanged since ")
    assert accept(Git(small.folder), SETTINGS).endswith("is accepted already.")
    answers(small, 4, ANSWER)
    assert spend() == "Compared with the last accepted night: Nothing changed."
    assert against(small)[-1] == red


def test_a_regression_that_is_fixed_is_green_again(small):
    spend()
    good = newest(small)
    answers(small, 2, BROKEN)
    with pytest.raises(NotFit):
        spend()
    answers(small, 3, ANSWER)
    assert "Compared with the last accepted night: " in spend()
    assert against(small)[-1] == good
    answers(small, 4, ANSWER)
    spend()
    assert against(small)[-2] != good, "the night that was fixed is accepted"


def test_a_night_that_cannot_be_compared_is_recorded_and_can_be_accepted(small):
    spend()
    good = newest(small)
    answers(small, 2, ANSWER | {"status": 2})
    with pytest.raises(NotFit, match="not comparable: "):
        spend()
    assert newest(small) != good
    accept(Git(small.folder), SETTINGS)
    assert spend().startswith("unchanged since ")


def test_without_a_night_there_is_nothing_to_accept(small):
    with pytest.raises(BadInput, match="expected a recorded night on audits/nightly, got none"):
        accept(Git(small.folder), SETTINGS)


@pytest.fixture
def two(small, tmp_path):
    """Two clones of one Git remote with one DVC remote; their nights push."""
    small.write({"params.yaml": "nightly: {branch: main, push: true, pull: true}\n"})
    small.dvc("remote", "add", "--default", "near", str(tmp_path / "near"))
    small.commit()
    small.git("clone", "--quiet", "--bare", ".", str(tmp_path / "origin.git"))
    small.git("remote", "add", "origin", str(tmp_path / "origin.git"))
    small.git("clone", "--quiet", str(tmp_path / "origin.git"), str(tmp_path / "other"))
    return small, type(small)(tmp_path / "other")


def test_nights_are_pushed_and_another_machine_goes_on_from_them(two):
    small, other = two
    assert "not pushed" not in spend()
    assert small.calls[0] == "run --jobs 2 --pull"
    assert small.git("ls-remote", "origin", "audits/nightly").split()[0] == newest(small)
    assert small.git("ls-remote", "origin", "refs/tags/audits/baseline").split()[0] == newest(small)
    assert spend(study=other.folder).startswith("unchanged since ")
    assert newest(other) == newest(small)


def test_what_cannot_be_pushed_is_said_and_nothing_is_overwritten(two):
    small, other = two
    spend()
    answers(other, 2, ANSWER)
    other.git("push", "--quiet", "origin", "main")
    first = spend(study=other.folder)
    assert "not pushed" not in first
    theirs = newest(other)
    small.git("commit-tree", "HEAD^{tree}", "-m", "a night of our own")
    own = small.git("commit-tree", "main^{tree}", "-p", newest(small), "-m", "a night of our own")
    small.git("update-ref", "refs/heads/audits/nightly", own)
    assert "audits/nightly was not pushed, another machine may have recorded a night" in spend()
    assert small.git("ls-remote", "origin", "audits/nightly").split()[0] == theirs
