"""The stage `inject` on real digits: what it writes and says, and what it refuses."""

import json

import numpy as np
import pandas as pd
import pytest
import yaml
from PIL import Image

from confoundry.files.fit import write_fit
from confoundry.files.frames import read_table, write_table
from confoundry.paths import CONFOUNDED, FIT, RAW, RAW_IMAGES, RAW_MANIFEST
from confoundry.sources.manifest import manifest
from confoundry.stages import inject, resolve
from confoundry.tables import TABLES

STUDY = {
    "confounds": ["none", "lighting", "patch"],
    "variants": ["mlp"],
    "alignments": ["control", 0.9, 1.0],
    "verdict_at": 0.9,
    "replicates": 2,
    "seed": 3,
}


@pytest.fixture
def study(tmp_path, monkeypatch, labelled):
    """A root with 1,000 digits that passed their checks, resolved."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "requirements.lock").write_text("")
    RAW.mkdir(parents=True)
    few = type(labelled)(labelled.images[::5], labelled.labels[::5])
    np.save(RAW_IMAGES, few.images)
    write_table("manifest", manifest(few, validation=0.1, test=0.2), RAW_MANIFEST)
    write_fit()

    def resolved(**confounds):
        entries = {"none": {}, "lighting": {}, "patch": {}} | confounds
        params = {"study": STUDY, "confounds": entries, "variants": {"mlp": {}}}
        (tmp_path / "params.yaml").write_text(yaml.safe_dump(params))
        assert resolve.main([]) == 0
        return tmp_path

    resolved()
    return resolved


def run(capsys, *words):
    capsys.readouterr()
    return inject.main(words), *capsys.readouterr()


@pytest.mark.parametrize(("name", "arms"), [("none", 1), ("lighting", 3), ("patch", 3)])
def test_what_it_writes(study, capsys, name, arms):
    status, out, err = run(capsys, name)
    rows, folder = read_table("manifest", RAW_MANIFEST), CONFOUNDED / name
    images = (rows["split"] != "test").sum()
    assert (status, err) == (0, "")
    planted = "no shortcut" if name == "none" else f"{arms} alignments"
    assert out == f"inject · {name}: {planted}, 2 training seeds; value measured correctly in 100.0% of images\n"
    assert sorted(path.name for path in folder.iterdir()) == [
        "assignment.parquet",
        "maps.parquet",
        "montage.png",
        "planted.json",
    ]
    assignment, maps = (
        read_table("assignment", folder / "assignment.parquet"),
        read_table("maps", folder / "maps.parquet"),
    )
    assert {column: str(assignment[column].dtype) for column in assignment} == TABLES["assignment"]
    assert len(assignment) == images * arms * 2
    assert set(assignment["id"]) == set(rows["id"][rows["split"] != "test"])
    assert len(maps) == (0 if name == "none" else 20)
    assert json.loads((folder / "planted.json").read_text())
    with Image.open(folder / "montage.png") as picture:
        assert picture.size == ((56 + 2) * (1 if name == "none" else 10) - 2, (56 + 2) * 5 - 2)  # 28×28, twice as large


def test_the_same_input_gives_the_same_bytes(study, capsys):
    written = []
    for _ in range(2):
        run(capsys, "patch")
        written.append([path.read_bytes() for path in sorted((CONFOUNDED / "patch").iterdir())])
    assert written[0] == written[1]


def test_a_fixed_map_and_fewer_values_than_classes(study, capsys):
    study(patch={"levels": 4, "map": {0: 3, 7: 1}})
    assert run(capsys, "patch")[0] == 0
    maps = read_table("maps", CONFOUNDED / "patch/maps.parquet")
    assert maps.to_numpy().tolist() == [[0, 0, 3], [0, 7, 1], [1, 0, 3], [1, 7, 1]]
    assignment = read_table("assignment", CONFOUNDED / "patch/assignment.parquet")
    rows = read_table("manifest", RAW_MANIFEST)
    aligned = assignment[assignment["alignment"] == "1.0"].merge(rows[["id", "label"]], on="id")
    assert set(aligned["value"][aligned["label"] == 7]) == {1}
    assert set(aligned["value"][aligned["label"] == 5]) == {0, 1, 2, 3}


def test_a_map_beyond_the_classes_is_refused(study, capsys):
    study(patch={"map": {12: 1}})
    line = "error: params.yaml: confounds.patch.map: expected class numbers from 0 to 9, got 12; fix the map\n"
    assert run(capsys, "patch") == (2, "", line)
    assert not CONFOUNDED.exists()


def test_what_cannot_be_read_back_from_the_pixels_is_not_planted(study, capsys):
    study(patch={"levels": 300})  # the border has room for 100 places
    status, out, err = run(capsys, "patch")
    assert (status, out) == (1, "")
    assert err.startswith("error: patch cannot be measured in the images: its value was measured correctly in ")
    assert err.endswith(
        " at least 95% is needed; on these images `levels: 100` works: change confounds.patch in params.yaml\n"
    )
    assert len(err.splitlines()) == 1
    assert not CONFOUNDED.exists()


def test_a_name_that_the_study_has_not(study, capsys):
    status, out, err = run(capsys, "fog")
    assert (status, out) == (2, "")
    assert "expected one of the study's: lighting, none, patch, got fog" in err


def test_data_that_are_not_fit(study, capsys):
    FIT.unlink()
    assert run(capsys, "patch")[0] == 1
    write_fit()
    np.save(RAW_IMAGES, 255 - np.load(RAW_IMAGES))
    status, out, err = run(capsys, "patch")
    assert (status, out) == (1, "")
    assert "changed after they were checked" in err
    assert not CONFOUNDED.exists()


def test_variants_share_the_assignment_and_labels_stay(study, capsys):
    run(capsys, "lighting")
    before = (CONFOUNDED / "lighting/assignment.parquet").read_bytes()
    labels = read_table("manifest", RAW_MANIFEST)["label"]
    params = yaml.safe_load((study() / "params.yaml").read_text())
    params["variants"] |= {"l2": {"network": "mlp", "l2": 0.1}}
    params["study"] = params["study"] | {"variants": ["mlp", "l2"]}
    (study() / "params.yaml").write_text(yaml.safe_dump(params))
    run(capsys, "lighting")
    assert (CONFOUNDED / "lighting/assignment.parquet").read_bytes() == before
    pd.testing.assert_series_equal(read_table("manifest", RAW_MANIFEST)["label"], labels)
