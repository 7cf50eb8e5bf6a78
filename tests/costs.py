"""Processor time per folder of tests: `pytest --costs` prints it, and without that only what is over its budget."""

import os
import resource
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.commands import forked_seconds

# Seconds of processor time on a machine of 2026, of `make test` (what is not slow); 1,200 are ten minutes on two cores.
BUDGETS = {
    "bench": 35,
    "checks": 26,
    "cli": 26,
    "comment": 6,
    "comparison": 1,
    "confounds": 14,
    "core": 30,
    "diagnosis": 130,
    "evaluation": 32,
    "forge": 18,
    "graph": 175,
    "networks": 40,
    "nightly": 60,
    "properties": 1,
    "report": 16,
    "revisions": 18,
    "runner": 130,
    "serving": 2,
    "sources": 14,
    "statistics": 1,
    "survive": 68,
    "training": 200,
    "made once for all": 100,
    "Prefect's server": 42,
}
_SPENT: Counter[str] = Counter()
_APART = [0.0]  # what was spent on behalf of no test, within the tests that are measured


def spent() -> float:
    """Return the processor time that this process and all that it started have used, in seconds."""
    both = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(one.ru_utime + one.ru_stime for one in both) + forked_seconds()


@contextmanager
def apart(name: str) -> Iterator[None]:
    """Count what the block spends under a name of its own, and not for the test that happens to need it."""
    start = spent()
    try:
        yield
    finally:
        used = spent() - start
        _SPENT[name] += used
        _APART[0] += used


def note(name: str, seconds: float) -> None:
    """Count seconds that were measured elsewhere."""
    _SPENT[name] += seconds


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    start = spent() - _APART[0]
    try:
        return (yield)
    finally:
        folder = item.path.relative_to(item.config.rootpath / "tests").parts[0]
        _SPENT[folder] += spent() - _APART[0] - start


@pytest.hookimpl(tryfirst=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["costs"] = dict(_SPENT)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: object) -> None:
    _SPENT.update(getattr(node, "workeroutput", {}).get("costs", {}))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    if os.environ.get("PYTEST_XDIST_WORKER"):
        return
    for line in lines(_SPENT, everything=config.getoption("costs")):
        terminalreporter.write_line(line)


def lines(costs: dict[str, float], *, everything: bool) -> list[str]:
    """Return a line for each folder that is over its budget, or for all, and their sum."""
    told = {name: seconds for name, seconds in costs.items() if everything or seconds > BUDGETS.get(name, 0)}
    found = [f"{name:<20} {seconds:6.0f} s of {BUDGETS.get(name, 0):4} s" for name, seconds in sorted(told.items())]
    if not found:
        return []
    head = "processor time per folder" if everything else "over their budget of processor time"
    return [head, *found, f"{'all':<20} {sum(costs.values()):6.0f} s of {sum(BUDGETS.values()):4} s"]
