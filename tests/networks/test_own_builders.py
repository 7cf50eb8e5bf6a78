"""A builder of one's own is checked before anything runs, without running it."""

import pytest

from confoundry.errors import BadInput
from confoundry.networks.own import check_builder

WHERE = "params.yaml: variants.mine"
MODULE = """
raise RuntimeError("this module must not run")

def plain(input_shape, classes): ...
def some(input_shape, classes, width, *, depth, rate=0.1): ...
def slash(input_shape, classes, /, width=3): ...
def any_(input_shape, classes, **settings): ...
def build(input_shape, classes): ...
def build(input_shape, classes, *, filters=3): ...
value = 3

class Build: ...
"""


@pytest.fixture(autouse=True)
def own(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "own/deep").mkdir(parents=True)
    (tmp_path / "own/net.py").write_text(MODULE)
    (tmp_path / "own/deep/net.py").write_text(MODULE)
    (tmp_path / "own/broken.py").write_text("def build(:\n")
    (tmp_path / "own/latin.py").write_bytes(b"# \xe9\n")
    (tmp_path / "own/nul.py").write_bytes(b"\0")


@pytest.mark.parametrize(
    ("builder", "settings"),
    [
        ("own.net:plain", {}),
        ("own.deep.net:plain", {}),
        ("own.net:some", {"width": 3, "depth": 2}),
        ("own.net:some", {"width": 3, "depth": 2, "rate": 1}),
        ("own.net:slash", {"width": 1}),
        ("own.net:slash", {}),
        ("own.net:any_", {"whatever": [1]}),
        ("own.net:build", {"filters": 8}),  # the last of the name counts, as in Python
    ],
)
def test_a_builder_that_can_be_called(builder, settings):
    check_builder(builder, settings, WHERE)


@pytest.mark.parametrize(
    ("builder", "settings", "message"),
    [
        ("own.net", {}, ".network: expected a network or own.<module>:<function>, got own.net; fix its name"),
        ("own.net:", {}, ".network: expected a network or own.<module>:<function>, got own.net:; fix its name"),
        ("own..net:plain", {}, ".network: expected a network or own.<module>:<function>, got own..net:plain; "),
        ("own./etc/x:plain", {}, ".network: expected a network or own.<module>:<function>, got own./etc/x:plain; "),
        ("own.net:a.b", {}, ".network: expected a network or own.<module>:<function>, got own.net:a.b; fix its name"),
        ("os.path:join", {}, ".network: expected a network or own.<module>:<function>, got os.path:join; "),
        ("own.nte:plain", {}, ".network: expected the file own/nte.py, got none; add it or fix the builder's name"),
        ("own.net:plane", {}, ".network: expected a function `plane` in own/net.py, got none; did you mean plain?"),
        ("own.net:Build", {}, ".network: expected a function `Build` in own/net.py, got none; did you mean build?"),
        ("own.net:value", {}, ".network: expected a function `value` in own/net.py, got none; add it"),
        ("own.net:plain", {"width": 3}, ".width: expected no settings, got width; fix the setting's name"),
        ("own.net:some", {"with": 3}, ".with: expected one of width, depth, rate, got with; did you mean width?"),
        ("own.net:some", {"depth": 3}, ".width: expected a value, got nothing; the builder needs it"),
        ("own.net:some", {"width": 3}, ".depth: expected a value, got nothing; the builder needs it"),
    ],
)
def test_a_builder_that_cannot(builder, settings, message):
    with pytest.raises(BadInput) as error:
        check_builder(builder, settings, WHERE)
    assert str(error.value).startswith(WHERE + message)


@pytest.mark.parametrize(("name", "came"), [("broken", "line 1"), ("latin", "can't decode"), ("nul", "null bytes")])
def test_a_file_that_is_no_python(name, came):
    with pytest.raises(BadInput, match=f"own/{name}.py: expected valid Python, got .*{came}") as error:
        check_builder(f"own.{name}:build", {}, WHERE)
    assert len(str(error.value).splitlines()) == 1
