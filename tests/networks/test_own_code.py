"""A builder that fails, exits or never returns: one line each, with the file and line of the engineer's code."""

import signal
import sys
import threading

import pytest

from confoundry.errors import BadInput
from confoundry.networks import own_code
from confoundry.networks.builder import call_builder
from confoundry.networks.own_code import own_code as running
from confoundry.networks.own_code import reason

NETS = """import sys

def raises(shape, classes):
    raise ValueError("no such\\nthing")

def exits(shape, classes):
    sys.exit(0)

def hangs(shape, classes):
    while True:
        try:
            pass
        except Exception:
            pass
"""
MODEL = "expected a model for inputs of shape (2, 2, 1) and 3 classes, got "


@pytest.fixture
def nets(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(own_code, "LIMIT", 0.2)
    (tmp_path / "own_nets.py").write_text(NETS)
    (tmp_path / "own_exits.py").write_text("raise SystemExit\n")
    for name in ("own_nets", "own_exits"):
        monkeypatch.delitem(sys.modules, name, raising=False)


@pytest.mark.parametrize(
    ("builder", "said"),
    [
        ("own_nets:raises", f"{MODEL}ValueError: no such thing (own_nets.py, line 4); fix the builder"),
        ("own_nets:exits", f"{MODEL}a call to sys.exit (own_nets.py, line 7); fix the builder"),
        ("own_exits:build", "expected a function build that can be imported from own_exits, got a call to sys.exit"),
    ],
)
def test_a_builder_that_fails_or_exits_is_one_line(nets, builder, said):
    with pytest.raises(BadInput) as error:
        call_builder(builder, (2, 2, 1), 3, {})
    assert str(error.value).startswith(f"{builder}: {said}")
    assert len(str(error.value).splitlines()) == 1


def test_a_builder_that_never_returns_is_stopped(nets):
    handler = signal.getsignal(signal.SIGALRM)
    with pytest.raises(
        own_code.NoReturn, match=r"got no return within 0\.2 s \(own_nets.py, line 1[0-3]\); fix the builder"
    ):
        call_builder("own_nets:hangs", (2, 2, 1), 3, {})
    assert signal.getsignal(signal.SIGALRM) is handler
    assert signal.getitimer(signal.ITIMER_REAL) == (0.0, 0.0)


def test_another_thread_runs_it_without_a_limit(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    said = []

    def work():
        with pytest.raises(BadInput) as error, running("it", expected="an end", remedy="fix it"):
            raise SystemExit(3)
        said.append(str(error.value))

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert said == ["it: expected an end, got a call to sys.exit; fix it"]


def test_code_that_is_not_the_engineers_has_no_place():
    assert reason(KeyError("a")) == "KeyError: 'a'"
    assert reason(ValueError()) == "ValueError"
