"""A study's root with a small params.yaml, to be changed key by key."""

import copy
from pathlib import Path

import pytest
import yaml

from confoundry.stages import resolve

PARAMS = {
    "data": {"source": "mnist-5k", "path": "requirements.lock", "validation": 0.1, "test": 0.2},
    "validation": {"classes": None, "min_per_class": 2},
    "study": {
        "confounds": ["none", "lighting"],
        "variants": ["plain", "l2", "mine"],
        "alignments": ["control", 0.5, 0.95],
        "verdict_at": 0.95,
        "replicates": 3,
        "seed": 0,
    },
    "confounds": {"none": {}, "lighting": {"levels": 10, "magnitude": 0.3}, "corner": {"kind": "patch"}},
    "variants": {
        "plain": {"network": "mlp"},
        "l2": {"network": "mlp", "l2": 0.01, "training": {"epochs": 2}},
        "mine": {"network": "own.net:build", "filters": 8},
    },
    "training": {"epochs": 10, "batch_size": 32, "threads": 1},
    "limits": {"leans": 0.02},
    "gates": [],
}
BUILDER = "def build(input_shape, classes, *, filters, name='net'):\n    ...\n"
REMOVED = "(removed)"


class Root:
    """The folder, its params and the stage `resolve` in it."""

    def __init__(self, folder: Path, capsys) -> None:
        self.folder, self.capsys, self.params = folder, capsys, copy.deepcopy(PARAMS)
        (folder / "own").mkdir()
        (folder / "own/net.py").write_text(BUILDER)
        (folder / "requirements.lock").write_text("keras==3.15.1 \\\n    --hash=sha256:00\nnumpy==2.4.6 \\\n")

    def set(self, key: str, value: object) -> None:
        """Set a key, as `study.seed`, or remove it."""
        *above, last = key.split(".")
        place = self.params
        for part in above:
            place[part] = place.get(part) or {}
            place = place[part]
        place[last] = value
        if value == REMOVED:
            del place[last]

    def resolve(self) -> tuple[int, str, str]:
        """Write params.yaml and run the stage: its status, its output and its errors."""
        (self.folder / "params.yaml").write_text(yaml.safe_dump(self.params, sort_keys=False))
        return self.resolve_as_it_is()

    def resolve_as_it_is(self) -> tuple[int, str, str]:
        self.capsys.readouterr()
        status = resolve.main([])
        return status, *self.capsys.readouterr()

    def written(self) -> dict[str, bytes]:
        """All files of the root but params.yaml, with their bytes."""
        files = [path for path in self.folder.rglob("*") if path.is_file() and path.name != "params.yaml"]
        return {str(path.relative_to(self.folder)): path.read_bytes() for path in files}


@pytest.fixture
def root(tmp_path, monkeypatch, capsys) -> Root:
    monkeypatch.chdir(tmp_path)
    return Root(tmp_path, capsys)


@pytest.fixture
def refused(root):
    """Resolve with something wrong: one line, status 2, what was resolved before left as it was; gives the line."""
    assert root.resolve()[0] == 0
    before = root.written()

    def refuse(run=root.resolve) -> str:
        status, out, err = run()
        assert (status, out) == (2, ""), err
        assert err.startswith("error: ")
        assert len(err.splitlines()) == 1
        assert root.written() == before
        return err.removeprefix("error: ").strip()

    return refuse
