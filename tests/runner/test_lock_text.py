"""A record changes its own entry of dvc.lock and leaves the rest as it is: byte for byte what DVC would write."""

from pathlib import Path

import pytest
from dvc.utils.serialize import dumps_yaml, parse_yaml_for_update
from hypothesis import assume, given
from hypothesis import strategies as st

from confoundry.runner.dvc_books import lock_text
from confoundry.runner.dvc_books.lock_text import HEAD, KnownTexts, as_dvc_writes, formatted, split, stands_alone

OUR_LOCK = Path(__file__).parents[2] / "dvc.lock"
NAMES = st.one_of(
    st.sampled_from(
        ["train@lighting-l2", "a", "'", '"', "0", "1.5", "null", "yes", "é", "a: b", "- a", "#", "a #b", "?"]
    ),
    st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=140),
)
SCALARS = st.one_of(
    st.text(max_size=60),
    st.sampled_from(["a\nb", "a\n\n  b\n", "x " * 100, "'", "#", "@", "0x10", "2026-12-01", "=", "~", "- a", "a: b"]),
    st.integers(),
    st.floats(allow_nan=False, allow_infinity=False),
    st.booleans(),
    st.none(),
)
VALUES = st.recursive(
    SCALARS, lambda of: st.lists(of, max_size=3) | st.dictionaries(NAMES, of, max_size=3), max_leaves=6
)
FILES = st.lists(
    st.fixed_dictionaries(
        {"path": NAMES, "hash": st.just("md5"), "md5": st.text("0123456789abcdef", min_size=32, max_size=36)}
    ),
    max_size=3,
)
ENTRIES = st.fixed_dictionaries(
    {"cmd": st.text(max_size=200) | st.lists(st.text(max_size=20), min_size=1, max_size=2)},
    optional={
        "deps": FILES,
        "params": st.dictionaries(NAMES, st.dictionaries(NAMES, VALUES, max_size=3), max_size=2),
        "outs": FILES,
    },
)
LOCKS = st.dictionaries(NAMES, ENTRIES, min_size=1, max_size=5)


def dumped(stages):
    return dumps_yaml({"schema": "2.0", "stages": stages})


@given(stages=LOCKS, name=NAMES, entry=ENTRIES)
def test_one_entry_is_replaced_as_dvc_would(stages, name, entry):
    text = dumped(stages)
    data = parse_yaml_for_update(text, "dvc.lock")
    assume(dumps_yaml(data) == text)  # a number such as 6.264276511428513e+16 ends in 2 when it is written again
    data["stages"].update({name: entry})
    expected = dumps_yaml(data)
    entries, new = split(text), formatted(name, entry)
    assume(entries is not None and as_dvc_writes(text, entries) and stands_alone(name, new))  # else it is left to DVC
    entries[name] = new
    assert HEAD + "".join(entries.values()) == expected
    assert split(expected) == entries


def test_a_stage_with_a_name_that_yaml_sets_apart_stays_when_the_one_before_it_runs_again(repository):
    """YAML writes a key of more than 128 characters as `? key`, which begins no entry of ours."""
    long = "n" * 140
    found = repository({"dvc.yaml": f"""
stages:
  a: {{cmd: "cat seed > a.txt", deps: [seed], outs: [a.txt]}}
  {long}: {{cmd: "cat a.txt > b.txt", deps: [a.txt], outs: [b.txt]}}
  z: {{cmd: "cat b.txt > z.txt", deps: [b.txt], outs: [z.txt]}}
""", "seed": "1"})  # fmt: skip
    found.run("confoundry", "run")
    for seed in "23":
        found.write("seed", seed)
        found.run("confoundry", "run", "a")
        assert list(parse_yaml_for_update(found.read("dvc.lock"), "dvc.lock")["stages"]) == ["a", long, "z"]


@pytest.mark.parametrize(
    "stages", [{"a": {"cmd": "x"}, "b@1-2": {"cmd": ["y", "z"], "params": {"p": {"k": [1, 2.5]}}}}]
)
def test_what_dvc_writes_is_split_into_its_entries(stages):
    text = dumped(stages)
    entries = split(text)
    assert list(entries) == list(stages)
    assert as_dvc_writes(text, entries)


def test_our_own_lock_is_split_into_its_entries():
    text = OUR_LOCK.read_text(encoding="utf-8")
    entries = split(text)
    assert list(entries) == list(parse_yaml_for_update(text, "dvc.lock")["stages"])
    assert as_dvc_writes(text, entries)


BY_HAND = {
    "a comment": HEAD + "  # mine\n  a:\n    cmd: x\n",
    "a comment in an entry": HEAD + "  a:\n    cmd: x  # mine\n",
    "other quotes": HEAD + "  a:\n    cmd: 'x'\n",
    "another order of the head": "stages:\n  a:\n    cmd: x\nschema: '2.0'\n",
    "no stages": "schema: '2.0'\nstages: {}\n",
    "an anchor": HEAD + "  a: &a\n    cmd: x\n  b: *a\n",
    "something after the stages": HEAD + "  a:\n    cmd: x\nother: 1\n",
    "a name of more than 128 characters": dumped({"n" * 140: {"cmd": "x"}}),
    "a name that stands twice": HEAD + "  a:\n    cmd: x\n  a:\n    cmd: y\n",
}


@pytest.mark.parametrize("text", BY_HAND.values(), ids=BY_HAND)
def test_what_dvc_would_write_differently_is_left_to_dvc(text, tmp_path):
    path = tmp_path / "dvc.lock"
    path.write_text(text, encoding="utf-8")
    assert KnownTexts(tmp_path / "known.json").entries(path) is None


def test_a_file_is_formatted_once_and_its_hash_is_remembered(tmp_path, monkeypatch):
    path, saved = tmp_path / "dvc.lock", tmp_path / "known.json"
    path.write_text(dumped({"a": {"cmd": "x"}}), encoding="utf-8")
    known = KnownTexts(saved)
    entries = known.entries(path)
    known.wrote(path, entries, path.read_text(encoding="utf-8"))
    monkeypatch.setattr(lock_text, "as_dvc_writes", lambda *_: pytest.fail("formatted again"))
    assert known.entries(path) == KnownTexts(saved).entries(path) == entries
    monkeypatch.setattr(lock_text, "as_dvc_writes", lambda *_: False)
    path.write_text(path.read_text(encoding="utf-8").replace("x", "'x'"), encoding="utf-8")
    assert known.entries(path) is None
    saved.write_text("[1", encoding="utf-8")
    assert KnownTexts(saved).entries(path) is None
