"""The stage `resolve`: what it writes of an entry, what it says, and what changes it."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from confoundry.confounds.lighting import Lighting
from confoundry.errors import BadInput
from confoundry.networks.mlp import Mlp
from confoundry.networks.own import OwnNetwork
from confoundry.stages import resolve
from confoundry.stages.resolved import read_confound, read_settings, resolved_names
from confoundry.stages.variant import Variant, read_variant

PROJECT = Path(__file__).parents[2]
HEAVY = ("keras", "tensorflow", "pandas", "scipy", "great_expectations", "dvc")


def entry(root, path):
    return json.loads((root.folder / "data/resolved" / path).read_text())


def test_what_it_writes(root):
    status, _, err = root.resolve()
    assert (status, err) == (0, "")
    names = [name for name in root.written() if name.startswith("data/")]
    assert sorted(names) == [
        "data/resolved/confounds/lighting.json",
        "data/resolved/confounds/none.json",
        "data/resolved/settings.ok",
        "data/resolved/variants/l2.json",
        "data/resolved/variants/mine.json",
        "data/resolved/variants/plain.json",
    ]
    l2 = entry(root, "variants/l2.json")
    assert l2["settings"]["l2"] == 0.01
    assert l2["settings"]["units"] == [128, 64]  # in full, defaults included
    assert l2["training"] == {"epochs": 2, "batch_size": 32}
    assert l2["packages"] == {"keras": "3.15.1", "numpy": "2.4.6", "tensorflow": ""}


def test_it_says_how_large_the_study_is(root):
    # none is trained in the control arm alone, lighting at three alignments, with three seeds and variants each
    assert root.resolve()[1] == f"resolve · {(1 + 3) * 3 * 3} models to train\n"
    one = {"cmd": "python -m confoundry.stages.one"}
    matrix = {"confound": "${study.confounds}", "variant": "${study.variants}"}
    (root.folder / "dvc.yaml").write_text(yaml.safe_dump({"stages": {"one": one, "each": one | {"matrix": matrix}}}))
    assert root.resolve()[1] == f"resolve · {1 + 2 * 3} stages, {(1 + 3) * 3 * 3} models to train\n"
    root.set("confounds.untouched", {"kind": "none"})
    root.set("study.confounds", ["untouched"])
    assert root.resolve()[1] == f"resolve · {1 + 1 * 3} stages, {1 * 3 * 3} models to train\n"


def test_what_was_resolved_can_be_read_back(root):
    root.set("confounds.lighting.map", {3: 1, 0: 9})
    root.resolve()
    assert resolved_names("confounds") == ["lighting", "none"]
    assert resolved_names("variants") == ["l2", "mine", "plain"]
    assert read_confound("lighting") == Lighting(levels=10, magnitude=0.3, map={3: 1, 0: 9})
    l2, mine = read_variant("l2"), read_variant("mine")
    assert (l2.network, l2.epochs, l2.batch_size) == (Mlp(l2=0.01), 2, 32)
    assert mine.network == OwnNetwork(builder="own.net:build", settings={"filters": 8})
    assert (mine.epochs, mine.batch_size) == (10, 32)


def test_what_a_variant_alone_can_set(root):
    root.set("variants.l2.training", {"early_stopping": 3, "images": 0.5})
    root.set("variants.plain.training", {"folds": 5, "images": 100})
    root.resolve()
    assert read_variant("l2") == Variant(Mlp(l2=0.01), 10, 32, early_stopping=3, images=0.5)
    assert read_variant("plain") == Variant(Mlp(), 10, 32, images=100, folds=5)
    found = read_settings("plain")  # folds are further models, and change none of the others
    training = {name: value for name, value in found.items() if name.startswith("training.")}
    assert training == {"training.epochs": 10, "training.batch_size": 32, "training.images": 100}
    assert (found["network"], found["units"]) == ("mlp", [128, 64])


def test_the_lock_file_of_the_study_above(root, monkeypatch):
    inner = root.folder / "studies/inner"
    (inner / "own").mkdir(parents=True)
    root.params["data"]["path"] = "../../requirements.lock"
    root.params["study"]["variants"] = ["plain", "l2"]
    del root.params["variants"]["mine"]
    monkeypatch.chdir(inner)
    root.folder, above = inner, root.folder
    assert root.resolve()[0] == 0
    assert entry(root, "variants/l2.json")["packages"]["keras"] == "3.15.1"
    assert not (above / "data").exists()


def test_reading_a_name_that_the_study_has_not(root):
    with pytest.raises(BadInput, match="none \\(run `dvc repro resolve`\\)"):
        read_confound("fog")
    root.resolve()
    with pytest.raises(BadInput, match="expected one of the study's: lighting, none, got fog"):
        read_confound("fog")
    with pytest.raises(BadInput, match="expected one of the study's: l2, mine, plain, got l9"):
        read_variant("l9")


def test_the_same_params_give_the_same_bytes(root):
    root.resolve()
    before = root.written()
    root.resolve()
    assert root.written() == before


@pytest.mark.parametrize(
    ("key", "value", "changed"),
    [
        ("variants.l2.l2", 0.1, ["variants/l2.json"]),
        ("variants.mine.filters", 4, ["variants/mine.json"]),
        ("training.epochs", 3, ["variants/mine.json", "variants/plain.json"]),  # l2 sets its own
        ("confounds.lighting.magnitude", 0.5, ["confounds/lighting.json"]),
        ("confounds.corner.size", 0.2, []),  # not in the study
        ("gates", [{"metric": "excess_pull", "max": 0.1}], []),
        ("limits.leans", 0.03, []),
        ("study.seed", 7, []),
    ],
)
def test_a_setting_changes_its_own_entry_alone(root, key, value, changed):
    root.resolve()
    before = root.written()
    root.set(key, value)
    assert root.resolve()[0] == 0
    after = root.written()
    assert [name.removeprefix("data/resolved/") for name in after if after[name] != before[name]] == changed


def test_what_the_study_no_longer_names_is_gone(root):
    root.resolve()
    root.set("study.variants", ["plain"])
    root.resolve()
    assert resolved_names("variants") == ["plain"]


def test_code_of_ones_own_changes_its_own_entry_alone(root):
    root.resolve()
    before = root.written()
    builder = root.folder / "own/net.py"
    builder.write_text("from own import layers\n" + builder.read_text())
    (root.folder / "own/layers.py").write_text("WIDTH = 1\n")
    root.resolve()
    between = root.written()
    (root.folder / "own/layers.py").write_text("WIDTH = 2\n")
    root.resolve()
    after = root.written()
    resolved = [name for name in before if name.startswith("data/")]
    assert [name for name in resolved if between[name] != before[name]] == ["data/resolved/variants/mine.json"]
    assert [name for name in resolved if after[name] != between[name]] == ["data/resolved/variants/mine.json"]


def test_an_empty_section_takes_its_defaults(root):
    for section in ("training", "limits", "validation", "data", "gates"):
        root.set(section, None)
    assert root.resolve()[0] == 0
    assert entry(root, "variants/plain.json")["training"] == {"epochs": 10, "batch_size": 32}


def test_a_small_number_as_dvc_writes_it(root):
    root.resolve()
    path = root.folder / "params.yaml"
    path.write_text(
        path.read_text().replace("l2: 0.01", "l2: 1e-05")
    )  # what `dvc exp run -S variants.l2.l2=0.00001` leaves
    assert root.resolve_as_it_is()[0] == 0
    assert entry(root, "variants/l2.json")["settings"]["l2"] == 0.00001


def test_the_projects_own_params_as_dvc_runs_it(tmp_path):
    for name in ("params.yaml", "requirements.lock"):
        shutil.copy(PROJECT / name, tmp_path)
    shutil.copytree(PROJECT / "own", tmp_path / "own")
    code = f"import sys, {resolve.__name__} as r; s = r.main([]); print(set(sys.modules) & set({HEAVY})); sys.exit(s)"
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[1] == "set()"  # and so it is quick
