"""Nights on a small study: what they record, what they leave alone, how they go on after a killed one."""

import json

import pytest

from confoundry.errors import BadInput, NotFit
from confoundry.nightly.night import Night


def spend(**how):
    """Spend a night as the flow does, without Prefect, and return what it tells."""
    with Night(**how) as night:
        night.fetch()
        night.audit(2)
        return night.record(night.compare())


def nights(small):
    return small.git("log", "--first-parent", "--format=%s", "audits/nightly").splitlines()


def test_the_first_night_is_recorded(small):
    before = small.state()
    assert spend() == "Against what was committed with it: Nothing changed."
    assert small.state() == before
    assert small.git("show", "audits/nightly:metrics/headline.json") == '{"value": "1"}'
    assert small.git("rev-parse", "audits/nightly^") == small.git("rev-parse", "main")
    assert "dvc.lock" in small.git("ls-tree", "--name-only", "audits/nightly").splitlines()
    assert small.calls == [
        "run --jobs 2",
        f"diff --against {small.git('rev-parse', 'main')} --gate --format json",
        f"diff --against {small.git('rev-parse', 'main')} --gate --format md",
    ]


def test_a_night_in_which_nothing_changed_is_not_recorded(small):
    spend()
    first = small.git("rev-parse", "audits/nightly")
    small.write({"README.md": "words\n"})
    small.commit()
    said = spend()
    assert said == f"unchanged since {small.git('show', '-s', '--date=format-local:%Y-%m-%d', '--format=%cd', first)}"
    assert small.git("rev-parse", "audits/nightly") == first
