import hashlib
import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from PIL import Image

from confoundry.files.frames import write_numbers
from confoundry.stages.report import main

PARAMS = """\
study:
  confounds: [none, lighting]
  variants: [unregularized, l2]
  alignments: [control, 0.95]
  replicates: 3
"""
LABELS = [0, 1, 0]
VARIANT = {"network": "mlp", "settings": {}, "training": {"epochs": 1}, "packages": {"numpy": "2.4.6"}}
PIXELS = 28


def write(path: str, text: str) -> None:
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    Path(path).write_text(text, encoding="utf-8")


def write_parquet(path: str, frame: pd.DataFrame) -> None:
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    frame.to_parquet(path, index=False)


@pytest.fixture
def study(tmp_path, monkeypatch, findings):
    """A study's root before `report`: three test images, two values, two variants."""
    monkeypatch.chdir(tmp_path)
    write("params.yaml", PARAMS)
    for name, levels in (("none", 1), ("lighting", 2)):
        entry = {"kind": name, "settings": {"levels": levels}, "packages": {"numpy": "2.4.6"}}
        write(f"data/resolved/confounds/{name}.json", json.dumps(entry))
        Path(f"data/confounded/{name}").mkdir(parents=True)
        Image.new("L", (8, 8)).save(f"data/confounded/{name}/montage.png")
    for name in ("unregularized", "l2"):
        write(f"data/resolved/variants/{name}.json", json.dumps(VARIANT))
        for confound, levels in (("none", 1), ("lighting", 2)):
            write_parquet(f"results/{confound}/{name}/answers.parquet", answers(levels))
    ids = ["a", "b", "c"]
    write_parquet("data/raw/manifest.parquet", pd.DataFrame({"id": ids, "label": LABELS}))
    np.save("data/raw/images.npy", np.full((3, PIXELS, PIXELS, 1), 100, np.uint8))
    maps = pd.DataFrame({"replicate": [0, 0], "label": [0, 1], "value": [0, 1]})
    write_parquet("data/confounded/lighting/maps.parquet", maps)
    write("metrics/headline.json", json.dumps({name: findings.headline[name] for name in ("none", "lighting")}))
    write("metrics/validation.json", json.dumps({"fit": "yes"}))
    write("reports/diagnosis.json", "{}")
    numbers = {"confound": "lighting", "variant": "l2", "alignment": "0.95", "metric": "excess_pull", "value": 0.12}
    counts = {"low": 0.09, "high": 0.15, "images": 3, "replicates": 3, "failed": 0}
    write_numbers("summary", pd.DataFrame([numbers | counts]), Path("metrics/summary.csv"))
    write_numbers("comparisons", findings.comparisons.iloc[:1], Path("metrics/comparisons.csv"))
    Path("plots").mkdir()
    findings.strength.to_csv("plots/strength.csv", index=False)
    findings.training.to_csv("plots/training.csv", index=False)
    return tmp_path


def answers(levels: int) -> pd.DataFrame:
    """Right answers everywhere, but for image b: there the answer goes by value. The rows are not in order."""
    rows = [
        ("0.95", replicate, image, value, value if image == "b" else label)
        for replicate in (1, 0)
        for value in reversed(range(levels))
        for image, label in zip("cab", (0, 0, 1), strict=True)
    ]
    return pd.DataFrame(rows, columns=["alignment", "replicate", "id", "value", "answer"])


def test_the_page_is_written_and_the_last_line_says_where(study, capsys):
    assert main([]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "report · reports/index.html"
    assert "12 of 100 answers are drawn to it" in Path("reports/index.html").read_text(encoding="utf-8")


def test_the_strip_shows_what_the_tables_hold(study):
    main([])
    html = Path("reports/index.html").read_text(encoding="utf-8")
    # Images a and c are right under value 1, b follows it; two of three are right, so a is nearest to the average.
    assert "An image of class 0." in html
    assert html.count('<li class="right">') == 4  # two variants, two values


def test_the_same_input_gives_the_same_bytes(study):
    main([])
    first = Path("reports/index.html").read_bytes()
    Path("reports/index.html").unlink()
    main([])
    assert Path("reports/index.html").read_bytes() == first
    assert str(study) not in first.decode()


def test_the_page_names_the_hash_of_the_images(study):
    main([])
    known = hashlib.sha256(Path("data/raw/images.npy").read_bytes()).hexdigest()
    assert known in Path("reports/index.html").read_text(encoding="utf-8")


def test_what_the_study_no_longer_names_is_removed(study):
    for left in ("results/patch/l2", "results/lighting/l1", "data/confounded/patch"):
        (study / left).mkdir(parents=True)
    assert main([]) == 0
    assert sorted(path.name for path in (study / "results").iterdir()) == ["lighting", "none"]
    assert sorted(path.name for path in (study / "results/lighting").iterdir()) == ["l2", "unregularized"]
    assert sorted(path.name for path in (study / "data/confounded").iterdir()) == ["lighting", "none"]


def test_without_the_verdicts_alignment_there_is_a_page_and_no_strip(study):
    write("params.yaml", PARAMS.replace("0.95", "0.9"))
    assert main([]) == 0
    assert "Nothing to show" in Path("reports/index.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "path",
    [
        "metrics/headline.json",
        "metrics/validation.json",
        "reports/diagnosis.json",
        "metrics/summary.csv",
        "metrics/comparisons.csv",
        "plots/strength.csv",
        "results/lighting/l2/answers.parquet",
        "data/confounded/lighting/maps.parquet",
        "data/confounded/lighting/montage.png",
        "data/raw/manifest.parquet",
        "data/raw/images.npy",
        "data/resolved/variants/l2.json",
    ],
)
def test_a_missing_input_is_one_line_and_no_page(study, path, capsys):
    Path(path).unlink()
    assert main([]) == 2
    shown = capsys.readouterr().err
    assert shown.count("\n") == 1
    assert Path(path).stem in shown
    assert not Path("reports/index.html").exists()
