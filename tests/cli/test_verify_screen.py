"""What `confoundry verify` advises where nothing is damaged: in a fresh clone, and where the study was changed."""

from pathlib import Path

import pytest

from confoundry.cli.verify import _print_screen as print_screen
from confoundry.runner.damage import find_damage
from confoundry.runner.dvc_books.recorded import Recorded
from confoundry.runner.integrity import CachedFile, Entry

OTHER, SAME = "0" * 32, "1" * 32


def output(name: str, *, here: bool) -> Entry:
    stored = CachedFile(Path(f"cache/{name}"), SAME)
    there = {"": Path(name)} if here else None
    return Entry(name, SAME, (f"make@{name}",), output=True, here=there, stored=(stored,), cached=True)


def source(name: str, *, here: bool = True, tracked: bool = True) -> Entry:
    return Entry(name, SAME, ("make",), output=False, here={"": Path(name)} if here else None, tracked=tracked)


@pytest.fixture
def shown(capsys, monkeypatch):
    """Verify entries, with these hashes of what is here: gives the screen."""
    monkeypatch.setenv("COLUMNS", "80")

    def show(entries, hashes, *, remote=False, unsettled=()) -> str:
        recorded = Recorded(entries, [], list(unsettled), remote, [])
        found = find_damage(entries, hashes, remote=remote, unsettled=unsettled)
        print_screen(found, recorded, hashes)
        return capsys.readouterr().out

    return show


@pytest.mark.parametrize(("remote", "command"), [(False, "confoundry run"), (True, "dvc pull")])
def test_a_fresh_clone_is_one_line_and_one_command(remote, command, shown):
    entries = [output(f"models/{n}", here=False) for n in range(9)]
    assert shown(entries, {}, remote=remote) == (
        f"No output of the recorded run is here, as in a fresh clone: 9 paths are missing.\n    {command}\n"
    )


def test_one_output_that_is_there_makes_it_no_fresh_clone(shown):
    entries = [output(f"models/{n}", here=n == 0) for n in range(5)]
    hashes = {Path("models/0"): SAME, Path("cache/models/0"): SAME}
    assert shown(entries, hashes).count("is missing") == 4


def test_many_changed_inputs_are_one_line_that_calls_them_no_damage(shown):
    entries = [source(f"src/{n}.py") for n in range(6)]
    assert shown(entries, {Path(f"src/{n}.py"): OTHER for n in range(6)}) == (
        "6 inputs have changed since the recorded run: src/0.py, src/1.py, src/2.py and 3\n"
        "more\n"
        "    no damage if you changed them: `confoundry run` uses them as they are\n"
    )


@pytest.mark.parametrize(
    ("tracked", "back"),
    [(True, ", `git checkout data.npz` undoes the change"), (False, "")],
    ids=["tracked", "own data"],
)
def test_git_is_named_only_for_what_git_has(tracked, back, shown):
    assert shown([source("data.npz", tracked=tracked)], {Path("data.npz"): OTHER}) == (
        "data.npz: has changed since make read it\n"
        f"    not an error if you changed it: `confoundry run` will use the changed file{back}\n"
    )


def test_what_a_dropped_stage_wrote_is_not_looked_for_in_git(shown):
    assert shown([source("made.txt", here=False, tracked=False)], {}) == (
        "made.txt: is missing since make read it\n"
        "    restore it, or remove it from the dependencies of make in dvc.yaml\n"
    )


def test_changed_settings_are_a_note_and_no_damage(shown):
    entries = [output("models/0", here=True)]
    said = shown(entries, {Path("models/0"): SAME, Path("cache/models/0"): SAME}, unsettled=["make@models/0"])
    assert said == (
        "note: settings or inputs changed (no damage); these would run again: \n"
        "make@models/0\n"
        "Everything is as recorded: 1 paths in dvc.lock, 2 files read.\n"
    )
