"""YAML that stands for far more than it holds, or is nested beyond any use, is refused at once and in little memory."""

import resource
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from confoundry.errors import BadInput
from confoundry.files.bounded_yaml import load_yaml
from confoundry.files.params import read_params
from confoundry.serving.automations import read_automations
from confoundry.serving.server import pools

LINES = 40  # 9 ** 39 leaves
BOMB = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, LINES)
)
MERGES = "a0: &a0 {k: v}\n" + "".join(
    f"a{n}: &a{n} {{<<: [{', '.join([f'*a{n - 1}'] * 9)}]}}\n" for n in range(1, LINES)
)
LONG = f"a: &a {'x' * 20_000}\nb: [{', '.join(['*a'] * 60)}]\n"
LADDER = "a0: &a0 [x]\n" + "".join(f"a{n}: &a{n} [*a{n - 1}]\n" for n in range(1, 200))
CHARACTERS = "aliases that expand to more than 1,000,000 characters"
LEVELS = "more than 100 levels of nesting"
MEMORY = 600 * 2**20  # bytes of address space, of which Python and its imports take a third

REFUSED = {
    "bomb": (BOMB, CHARACTERS),
    "merged": (MERGES, CHARACTERS),
    "long": (LONG, CHARACTERS),
    "ladder": (LADDER, f"{LEVELS}, with aliases expanded"),
    "flow": ("a: " + "[" * 900 + "]" * 900, LEVELS),
    "deep": ("a: " + "[" * 10_000 + "]" * 10_000, "while increasing flow level exceeded maximum nesting depth"),
    "unclosed": ("{a: " * 10_000, LEVELS),
    "block": ("- " * 10_000 + "x", LEVELS),
    "itself": ("a: &a [*a]", "*a inside of &a itself"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_it_is_one_line_that_says_where(name, tmp_path):
    text, said = REFUSED[name]
    path = tmp_path / "params.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(BadInput) as refused:
        read_params(path)
    line = str(refused.value)
    assert f"expected YAML, got {said} in " in line
    assert line.endswith("; fix what it names")
    assert "\n" not in line


@pytest.mark.parametrize("name", ["bomb", "merged", "deep", "block"])
def test_it_takes_little_memory(name, tmp_path):
    (tmp_path / "params.yaml").write_text(REFUSED[name][0], encoding="utf-8")
    code = (
        "from confoundry.errors import BadInput\nfrom confoundry.files.params import read_params\n"
        "try: read_params()\nexcept BadInput as error: print(error)"
    )

    def bound() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (20, 20))

    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, preexec_fn=bound, capture_output=True, text=True, check=True
    )
    assert REFUSED[name][1] in done.stdout, done.stderr


def test_ordinary_anchors_and_merges_are_as_ever():
    text = "a: &a {x: 1, y: 2}\nb: {<<: *a, y: 3}\nc: [*a, *a]\nd: &e 5\nf: *e\n"
    one = {"x": 1, "y": 2}
    assert load_yaml(text, "params.yaml") == {"a": one, "b": {"x": 1, "y": 3}, "c": [one, one], "d": 5, "f": 5}


def test_a_hundred_levels_are_taken_and_one_more_is_not():
    assert load_yaml("[" * 100 + "]" * 100, "x") is not None
    with pytest.raises(yaml.YAMLError, match=LEVELS):
        load_yaml("[" * 101 + "]" * 101, "x")


def test_a_large_file_without_aliases_is_taken():
    assert len(load_yaml("- some words\n" * 100_000, "x")) == 100_000


@pytest.mark.parametrize("read", [read_automations, pools])
def test_what_prefect_is_to_read_is_bounded_too(read, tmp_path: Path):
    (tmp_path / "prefect.yaml").write_text(BOMB, encoding="utf-8")
    with pytest.raises(BadInput, match=r"YAML|deployments|automations"):
        read(tmp_path / "prefect.yaml")
