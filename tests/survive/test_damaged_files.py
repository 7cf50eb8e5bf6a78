"""Files of a study that are cut short or have a wrong byte: the stage that reads one says so in one line."""

import shutil
import sys
from importlib import import_module

import pytest

from confoundry.errors import BadInput
from confoundry.files.frames import read_table, write_table
from confoundry.files.keras_file import load_model
from confoundry.files.long_tables import long_tables
from confoundry.stages.resolved import read_entry


def cut(path):
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def flip(path):
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 0xFF
    path.write_bytes(content)


def empty(path):
    path.write_bytes(b"")


MENDED = "`confoundry verify` says how to restore it"


@pytest.mark.parametrize(
    ("stage", "file"),
    [
        ("validate", "data/raw/images.npy"),
        ("validate", "data/raw/manifest.parquet"),
        ("inject lighting", "data/resolved/confounds/lighting.json"),
        ("summarize", "results/lighting/l2/answers.parquet"),
        ("diagnose", "health/lighting/l2/steps.parquet"),
        ("report", "data/confounded/lighting/montage.png"),
        ("report", "reports/diagnosis.json"),
        ("evaluate lighting l2", "models/lighting/l2/0.95_1.keras"),
    ],
)
def test_a_stage_that_reads_half_a_file(finished, tmp_path, monkeypatch, capsys, stage, file):
    without_code = shutil.ignore_patterns(".dvc", ".git", "src")  # a stage refuses to run beside another checkout's
    shutil.copytree(finished.folder, tmp_path / "study", symlinks=True, ignore=without_code)
    monkeypatch.chdir(tmp_path / "study")
    cut(tmp_path / "study" / file)
    name, *arguments = stage.split()
    assert import_module(f"confoundry.stages.{name}").main(arguments) == 2
    printed = capsys.readouterr().err
    assert printed.splitlines()[-1].startswith(f"error: {file}: expected ")
    assert "Traceback" not in printed


def test_a_stage_as_dvc_starts_it(real):
    cut(real.folder / "results/lighting/l2/answers.parquet")
    printed = real.run(sys.executable, "-m", "confoundry.stages.summarize", status=2)
    assert printed.splitlines()[-1].startswith("error: results/lighting/l2/answers.parquet: expected ")
    assert "Traceback" not in printed


def written_whole(frame, folder):
    write_table("answers", frame, folder / "answers.parquet")


def written_in_parts(frame, folder):
    with long_tables(["answers"], folder) as add:
        add["answers"](frame)


@pytest.mark.parametrize("damage", [cut, flip, empty])
@pytest.mark.parametrize("write", [written_whole, written_in_parts])
def test_a_table(tmp_path, write, damage):
    import pandas as pd

    path = tmp_path / "answers.parquet"
    rows = range(10_000)
    frame = pd.DataFrame({"alignment": "0.5", "replicate": rows, "id": "a", "value": rows, "answer": rows})
    write(frame, tmp_path)
    assert len(read_table("answers", path)) == len(rows)
    damage(path)
    with pytest.raises(BadInput, match=f"expected the table `answers`, got .*; {MENDED}"):
        read_table("answers", path)


@pytest.mark.parametrize("damage", [cut, flip, empty])
def test_a_model(finished, tmp_path, damage):
    path = tmp_path / "model.keras"
    path.write_bytes((finished.folder / "models/lighting/l2/0.95_1.keras").read_bytes())
    damage(path)
    with pytest.raises(BadInput, match=r"expected a \.keras file, got .*; "):
        load_model(path)


@pytest.mark.parametrize("content", ['{"kind": "light', "[1]", "", "\udcff"])
def test_an_entry_of_resolve(tmp_path, content):
    path = tmp_path / "lighting.json"
    path.write_bytes(content.encode("utf-8", "surrogateescape"))
    with pytest.raises(BadInput, match=f"lighting.json: expected a JSON object, got .*; {MENDED}"):
        read_entry(path)
