"""The flow itself: what its form takes, and in which state it ends."""

from pathlib import Path

import pytest
from prefect.exceptions import ParameterTypeError
from prefect.flows import load_flow_from_entrypoint

from confoundry.errors import BadInput, NotFit
from confoundry.nightly.lock import AtWork
from confoundry.nightly.states import ending

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def flow():
    return load_flow_from_entrypoint(f"{ROOT / 'flows/nightly.py'}:nightly")


def test_its_form_takes_what_is_meant(flow):
    assert flow.validate_parameters({"jobs": 3, "record": "none"}) == {"jobs": 3, "record": "none"}


@pytest.mark.parametrize(
    "wrong", [{"jobs": 0}, {"jobs": "2; touch x"}, {"jobs": 65}, {"record": "audits/nightly; touch x"}, {"branch": "x"}]
)
def test_its_form_takes_nothing_else(flow, wrong):
    with pytest.raises((ParameterTypeError, TypeError)):
        flow.validate_parameters({"jobs": 2, "record": "branch"} | wrong)


@pytest.mark.parametrize(
    ("refusal", "state"),
    [
        (NotFit("A gate failed:\nx"), "Failed"),
        (BadInput("x", expected="y", came="z", remedy="mend"), "Failed"),
        (AtWork("another nightly audit is running"), "Cancelled"),
    ],
)
def test_a_refusal_is_a_state_and_its_message(refusal, state):
    def work():
        raise refusal

    ended = ending(work)()
    assert (ended.name, ended.message) == (state, str(refusal))


def test_what_a_night_says_is_the_message_of_its_end():
    ended = ending(lambda: "unchanged since 2026-11-25")()
    assert (ended.name, ended.message) == ("Completed", "unchanged since 2026-11-25")
