"""The stage `validate` on sound data and on data with one defect planted in data/raw/, as a user would meet it."""

import hashlib
import json
from pathlib import Path

import numpy as np
import pytest

from confoundry.errors import NotFit
from confoundry.files.fit import require_fit
from confoundry.stages.validate import main


def _numbers() -> dict:
    return json.loads(Path("metrics/validation.json").read_text())


def missing_value(study):
    study.manifest = study.manifest.astype({"label": "float64"})
    study.manifest.loc[5, "label"] = np.nan
    return {"missing_values": [f"{study.id(5)} (label)"]}


def missing_hash(study):
    study.manifest.loc[9, "sha256"] = None
    return {"missing_values": [f"{study.manifest['id'][9]} (sha256)"]}


def missing_id(study):
    study.manifest.loc[9, "id"] = None
    return {"missing_values": ["row 9 (id)"]}


def label_out_of_range(study):
    study.manifest.loc[7, "label"] = 99
    return {"labels_out_of_range": [study.id(7)]}


def negative_label(study):
    study.manifest.loc[7, "label"] = -1
    return {"labels_out_of_range": [study.id(7)]}


def leaked_duplicate(study):
    study.images[9] = study.images[0]  # a test image that is a training image too, with a manifest that says so
    study.manifest.loc[9, ["sha256", "id"]] = [study.manifest["sha256"][0], f"{study.id(0)}-2"]
    return {"images_in_several_splits": [study.id(0), f"{study.id(0)}-2"]}


def constant_image(study):
    study.images[14] = 7
    return {"constant_images": [study.id(14)], "changed_images": [study.id(14)]}


def missing_class(study):
    keep = study.manifest["label"] != 2
    study.images, study.manifest = study.images[keep], study.manifest[keep].reset_index(drop=True)
    return {"missing_classes": ["class 2"]}


def missing_last_class(study):
    study.params("{classes: 5}")
    return {"missing_classes": ["class 4"]}


def wrong_type(study):
    study.images = study.images.astype("float32")
    return {"wrong_pixel_type": list(study.manifest["id"][:10])}


def empty_split(study):
    study.manifest["split"] = study.manifest["split"].replace("validation", "train")
    return {"empty_splits": ["validation"]}


def a_row_too_few(study):
    study.manifest = study.manifest.drop(index=3).reset_index(drop=True)
    return {"counts_that_differ": ["image 3 (no row)"]}


def an_image_too_few(study):
    study.images = np.delete(study.images, 3, axis=0)
    return {"counts_that_differ": [f"{study.id(3)} (no image)"]}


def no_image_at_all(study):
    study.images = study.images[:0]
    return {"counts_that_differ": [f"{name} (no image)" for name in study.manifest["id"][:10]]}


def wrong_number_of_images(study):
    study.params("{images: 50}")
    return {"wrong_number_of_images": ["48 rows"]}


def unknown_split(study):
    study.manifest.loc[0, "split"] = "holdout"
    return {"unknown_splits": [study.id(0)]}


def too_few_of_a_class(study):
    study.params("{min_per_class: 4}")
    cells = [f"class {label} in {split}" for split in ("validation", "test") for label in range(4)]
    return {"classes_with_too_few_images": cells}


def unbalanced(study):
    study.params("{max_imbalance: 1.4}")  # 6 images a class, but one class loses two to the test split: 6/4 = 1.5
    study.manifest.loc[[0, 1], "split"] = "test"
    return {"classes_too_large": [f"class {label} in train" for label in (1, 2, 3)]}


def a_column_less(study):
    study.manifest = study.manifest.drop(columns="sha256")
    return {"wrong_columns": ["sha256"]}


def labels_in_words(study):
    study.manifest["label"] = study.manifest["label"].map(lambda label: f"digit {label}")
    names = list(study.manifest["id"][:10])
    return {"wrong_columns": ["label"], "labels_out_of_range": names, "missing_classes": ["class 0"]}


def not_a_number(study):
    study.images = study.images.astype("float32")
    study.images[4, 2, 2, 0] = np.nan
    names = list(study.manifest["id"][:10])
    return {"wrong_pixel_type": names, "pixels_out_of_range": [study.id(4)], "changed_images": [study.id(4)]}


def repeated_id(study):
    study.manifest.loc[1, "id"] = study.id(0)
    return {"repeated_ids": [study.id(0)]}


def images_out_of_order(study):
    study.images[[4, 5]] = study.images[[5, 4]]
    return {"changed_images": [study.id(4), study.id(5)]}


def another_size(study):
    study.manifest.loc[2, "width"] = 7
    return {"wrong_sizes": [study.id(2)]}


DEFECTS = [
    missing_value,
    missing_hash,
    missing_id,
    label_out_of_range,
    negative_label,
    leaked_duplicate,
    constant_image,
    missing_class,
    missing_last_class,
    wrong_type,
    empty_split,
    a_row_too_few,
    an_image_too_few,
    no_image_at_all,
    wrong_number_of_images,
    unknown_split,
    too_few_of_a_class,
    unbalanced,
    a_column_less,
    labels_in_words,
    not_a_number,
    repeated_id,
    images_out_of_order,
    another_size,
]


@pytest.mark.parametrize("plant", DEFECTS, ids=lambda plant: plant.__name__)
def test_a_defect_is_named_with_its_rows_and_nothing_else_is(plant, study, capsys):
    expected = plant(study)
    study.write()
    fit = Path("data/fit.json")
    fit.write_text("an old one")

    assert main([]) == 1

    assert not fit.exists()
    numbers = _numbers()
    assert numbers["fit"] == "no"
    assert set(numbers["failed"]) == set(expected)
    out, err = capsys.readouterr()
    page = Path("reports/validation.html").read_text()
    for name, ids in expected.items():
        assert name.replace("_", " ") in page
        assert ", ".join(ids) in page
        assert all(one.split()[0] in out for one in ids)
    assert max(map(len, out.splitlines())) <= 80
    assert err.startswith("error: the data failed their checks")
    assert err.count("\n") == 1
    assert "Traceback" not in err


def test_sound_data_are_fit(study, capsys):
    study.write()

    assert main([]) == 0

    assert json.loads(Path("data/fit.json").read_text())["fit"] is True
    numbers = _numbers()
    assert (numbers["fit"], numbers["classes"], numbers["failed"], numbers["warnings"]) == ("yes", 4, {}, {})
    assert numbers["images"] == 48
    assert numbers["splits"] == {"train": 24, "validation": 12, "test": 12}
    assert 'The data are <span class="good">fit</span>' in Path("reports/validation.html").read_text()
    out, err = capsys.readouterr()
    assert out == f"validate · {numbers['checks']} checks passed\n"
    assert err == ""


def test_a_duplicate_within_a_split_is_a_warning(study, capsys):
    study.images[1] = study.images[0]
    study.manifest.loc[1, ["sha256", "id"]] = [study.manifest["sha256"][0], f"{study.id(0)}-2"]
    study.write()

    assert main([]) == 0

    assert _numbers()["warnings"] == {"duplicates_within_a_split": 2}
    assert "1 warning (duplicates within a split: 2)" in capsys.readouterr().out


def test_pixels_that_were_never_scaled_are_a_warning_with_the_fix(study, capsys):
    study.images = (study.images // 15).astype(np.uint8)  # the brightest pixel is 255 // 15 = 17
    study.manifest["sha256"] = [hashlib.sha256(image.tobytes()).hexdigest() for image in study.images]
    study.write()

    assert main([]) == 0

    assert _numbers()["warnings"]["dark_images"] == 1
    said = "brightest pixel 17 of 255: multiply the images by 255/17 before saving them"
    assert f"dark images: {said}" in capsys.readouterr().out
    assert said in Path("reports/validation.html").read_text()


@pytest.mark.parametrize(("brightest", "warned"), [(63, True), (64, False)])
def test_dim_images_are_no_warning_once_they_go_beyond_a_quarter(study, brightest, warned):
    study.images = (study.images.astype(int) * brightest // 255).astype(np.uint8)
    study.manifest["sha256"] = [hashlib.sha256(image.tobytes()).hexdigest() for image in study.images]
    study.write()
    main([])
    assert ("dark_images" in _numbers()["warnings"]) is warned


def test_a_column_of_an_unknown_name_is_a_note(study):
    study.manifest["camera"] = "a"
    study.manifest["given_camera"] = None
    study.write()

    assert main([]) == 0

    assert _numbers()["warnings"] == {"unknown_columns": 1}


def test_the_same_input_gives_the_same_bytes(study):
    study.write()
    outputs = [Path(name) for name in ("data/fit.json", "metrics/validation.json", "reports/validation.html")]
    main([])
    first = [path.read_bytes() for path in outputs]
    main([])
    assert [path.read_bytes() for path in outputs] == first


def test_names_from_the_data_are_escaped(study):
    study.manifest.loc[0, "id"] = "<script>x</script>[bold]"
    study.manifest.loc[0, "label"] = 99
    study.write()
    assert main([]) == 1
    page = Path("reports/validation.html").read_text()
    assert "<script>" not in page
    assert "&lt;script&gt;x&lt;/script&gt;[bold]" in page


@pytest.mark.parametrize("content", [b"", b"\x93NUMPY\x01\x00", b"PK\x03\x04 not an array"])
def test_images_that_cannot_be_read_are_bad_input(study, content, capsys):
    study.write()
    Path("data/raw/images.npy").write_bytes(content)
    assert main([]) == 2
    assert "Traceback" not in capsys.readouterr().err
    assert not Path("data/fit.json").exists()


@pytest.mark.parametrize("images", [np.zeros((48, 5, 6)), np.zeros((48, 0, 6, 1)), np.zeros((48, 5, 6, 1), "S1")])
def test_images_of_another_shape_are_bad_input(study, images, capsys):
    study.write()
    np.save("data/raw/images.npy", images)
    assert main([]) == 2
    assert "(images, height, width, channels)" in capsys.readouterr().err


def test_a_manifest_that_cannot_be_read_is_bad_input(study, capsys):
    study.write()
    Path("data/raw/manifest.parquet").write_bytes(b"PAR1 not really")
    assert main([]) == 2
    assert "Traceback" not in capsys.readouterr().err


def test_fit_data_let_a_stage_go_on(study):
    study.write()
    main([])
    require_fit()


def test_data_that_were_not_checked_stop_a_stage(study):
    study.write()
    with pytest.raises(NotFit, match="have not passed their checks"):
        require_fit()


@pytest.mark.parametrize("change", ["images", "manifest"])
def test_data_that_changed_after_they_were_checked_stop_a_stage(study, change):
    study.write()
    main([])
    if change == "images":
        study.images[0, 3, 3, 0] ^= 1
    else:
        study.manifest.loc[0, "label"] = 1
    study.write()
    with pytest.raises(NotFit, match="changed after they were checked"):
        require_fit()


@pytest.mark.parametrize("content", ["", "{", "[]", '{"fit": true}'])
def test_a_broken_word_of_fitness_stops_a_stage(study, content):
    study.write()
    Path("data/fit.json").write_text(content)
    with pytest.raises(NotFit):
        require_fit()


def test_missing_data_stop_a_stage(study):
    study.write()
    main([])
    Path("data/raw/images.npy").unlink()
    with pytest.raises(NotFit, match="cannot be read"):
        require_fit()
