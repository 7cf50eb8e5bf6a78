"""Two revisions' numbers, written by hand."""

import math

import pytest

from confoundry.comparison.changes import changes
from confoundry.comparison.difference import Difference
from confoundry.comparison.numbers import Numbers
from confoundry.evaluation.settings import LimitSettings
from confoundry.figures import Figure
from confoundry.statistics.crossed import Crossed

NAN = math.nan


def sure_of(value, error=0.001):
    """A paired difference with this standard error."""
    return Crossed(value, 0.0, error**2, 0.0, 10, 10**9)


def numbers_of(**values):
    """Numbers of `lighting` × each variant at 0.95 (excess pull; cost and mixed accuracy fixed), and of `none`."""
    headline, rows = {"none": {}, "lighting": {}}, {}
    for variant, pull in values.items():
        headline["none"][variant] = {"verdict": "trained", "plain_accuracy": 0.9}
        headline["lighting"][variant] = {"verdict": "leans", "excess_pull": pull}
        rows |= {
            ("none", variant, "control", "plain_accuracy"): Figure(0.9, 0.88, 0.92, 100, 5, 0),
            ("none", variant, "control", "pull"): Figure(),
            ("lighting", variant, "", "tolerance"): Figure(0.8, NAN, 0.85, 100, 5, 0),
            ("lighting", variant, "0.5", "excess_pull"): Figure(0.05, 0.04, 0.06, 100, 5, 0),
            ("lighting", variant, "0.95", "excess_pull"): Figure(pull, pull - 0.01, pull + 0.01, 100, 5, 0),
            ("lighting", variant, "0.95", "shortcut_cost"): Figure(0.2, 0.19, 0.21, 100, 5, 0),
            ("lighting", variant, "0.95", "conflicting_accuracy"): Figure(0.6, 0.5, 0.7, 100, 5, 0),
            ("lighting", variant, "control", "conflicting_accuracy"): Figure(0.8, 0.79, 0.81, 100, 5, 0),
        }
    return Numbers(headline=headline, rows=rows, verdict_at="0.95")


def difference_of(before, after, pairs=None, **others):
    """A difference between two numbers; what `others` do not name is empty."""
    found = changes(before, after, pairs or {}, LimitSettings()) if before else []
    fields = {
        "against": "0123456789abcdef0123456789abcdef01234567",
        "against_words": "the merge base with main",
        "changes": found,
        "stages": 15,
        "nouns": {"lighting": "light", "none": "picture"},
    }
    return Difference(before=before, after=after, **(fields | others))


@pytest.fixture
def sure():
    return sure_of


@pytest.fixture
def numbers():
    return numbers_of


@pytest.fixture
def difference():
    return difference_of
