"""Help, the version, and wrong use of every command, as people see them at 80 columns."""

from importlib.metadata import version

import pytest

from confoundry.cli.app import EXAMPLES, app
from tests.cli.test_verdicts_command import run

COMMANDS = [command.callback.__name__ for command in app.registered_commands if command.callback]


@pytest.fixture(autouse=True)
def narrow(monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("TERMINAL_WIDTH", "80")


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_has_a_help_with_an_example(command, capsys, monkeypatch):
    assert run(command, "--help", monkeypatch=monkeypatch) == 0
    shown = capsys.readouterr().out
    assert f"\n  Example: confoundry {command}" in shown
    assert max(len(line) for line in shown.splitlines()) <= 80
    assert not {"<", ">"} & set(shown), "types and ranges are in words"
    assert run(command, "-h", monkeypatch=monkeypatch) == 0
    assert capsys.readouterr().out == shown


def test_the_list_of_commands_cuts_no_line_off(capsys, monkeypatch):
    assert run("-h", monkeypatch=monkeypatch) == 0
    shown = capsys.readouterr().out
    assert len(COMMANDS) == len(EXAMPLES) == 8
    listed = [line.split()[0] for line in shown.partition("Commands:\n")[2].splitlines() if line[:2] == "  "]
    assert listed[:8] == COMMANDS
    assert "..." not in shown.partition("Commands:\n")[2]
    assert max(len(line) for line in shown.splitlines()) <= 80


def test_without_a_command_the_list_is_shown_with_status_2(capsys, monkeypatch):
    assert run(monkeypatch=monkeypatch) == 2
    assert "Commands:" in capsys.readouterr().out


def test_the_version(capsys, monkeypatch):
    assert run("--version", monkeypatch=monkeypatch) == 0
    assert capsys.readouterr().out == f"confoundry {version('confoundry')}\n"


WRONG = {
    ("digest",): "got digest; did you mean diagnose or diff?",
    ("verdict",): "got verdict; did you mean verdicts or verify?",
    ("zzz",): "got zzz; see `confoundry --help`",
    ("plan", "--jons", "3"): "confoundry plan: no such option: --jons; did you mean --json or --jobs?",
    ("plan", "--jobs", "x"): "confoundry plan: invalid value for '--jobs' / '-j': ",
    ("run", "--jobs", "0"): "confoundry run: invalid value for '--jobs' / '-j': ",
    ("verdicts", "too", "much"): "confoundry verdicts: got unexpected extra argument",
    ("diagnose",): "confoundry diagnose: missing argument 'MODULE:BUILDER|VARIANT'; see `confoundry diagnose --help`",
    ("--nonsense",): "confoundry: no such option: --nonsense; see `confoundry --help`",
}


@pytest.mark.parametrize("argv", WRONG, ids=" ".join)
def test_wrong_use_is_one_line_and_status_2(argv, capsys, monkeypatch):
    assert run(*argv, monkeypatch=monkeypatch) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert shown.err.startswith("error: confoundry")
    assert shown.err.count("\n") == 1
    assert WRONG[argv] in shown.err
