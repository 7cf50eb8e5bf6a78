"""Tables as files: columns, types, bytes, and what is said of a file that is no table."""

import numpy as np
import pandas as pd
import pytest

from confoundry.errors import BadInput
from confoundry.files.frames import read_numbers, read_table, write_numbers, write_table
from confoundry.tables import SPLITS, TABLES

EXAMPLES = {"str": ["b", "a"], "int64": [3, 1], "float64": [0.25, np.nan]}


def example(name):
    return pd.DataFrame({column: EXAMPLES[kind] for column, kind in TABLES[name].items()})


@pytest.mark.parametrize("name", TABLES)
def test_a_table_comes_back_as_it_was(name, tmp_path):
    frame = example(name)
    write_table(name, frame[frame.columns[::-1]], tmp_path / "new" / "t.parquet")
    back = read_table(name, tmp_path / "new" / "t.parquet")
    assert {column: str(back[column].dtype) for column in back} == TABLES[name]
    assert list(back.columns) == list(TABLES[name])
    pd.testing.assert_frame_equal(back, frame)


@pytest.mark.parametrize("name", TABLES)
def test_equal_tables_are_equal_bytes(name, tmp_path):
    frame = example(name)
    write_table(name, frame, tmp_path / "a")
    shuffled = pd.concat([frame.iloc[1:], frame.iloc[:1]]).iloc[::-1]  # another index
    write_table(name, shuffled[frame.columns[::-1]], tmp_path / "b")
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


@pytest.mark.parametrize("name", TABLES)
def test_an_empty_table_keeps_its_types(name, tmp_path):
    write_table(name, example(name).iloc[:0], tmp_path / "t")
    back = read_table(name, tmp_path / "t")
    assert len(back) == 0
    assert {column: str(back[column].dtype) for column in back} == TABLES[name]


def test_further_columns_follow(tmp_path):
    frame = example("manifest")
    frame.insert(0, "property_contrast", [0.5, 0.25])
    write_table("manifest", frame, tmp_path / "t")
    assert list(read_table("manifest", tmp_path / "t")) == [*TABLES["manifest"], "property_contrast"]


def test_some_columns(tmp_path):
    write_table("answers", example("answers"), tmp_path / "t")
    assert list(read_table("answers", tmp_path / "t", ["id", "answer"])) == ["id", "answer"]


def test_a_number_column_refuses_what_is_missing(tmp_path):
    with pytest.raises((ValueError, TypeError)):
        write_table("answers", example("answers").assign(answer=[1.0, np.nan]), tmp_path / "t")


@pytest.mark.parametrize("content", [None, b"", b"PAR1 but no more", b"PAR1" + bytes(200) + b"PAR1"])
def test_no_table(content, tmp_path):
    path = tmp_path / "t.parquet"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(BadInput, match=r"expected the table `answers`, got .*; `confoundry verify` says") as one:
        read_table("answers", path)
    assert len(str(one.value).splitlines()) == 1


def test_a_table_that_lacks_columns(tmp_path):
    write_table("maps", example("maps"), tmp_path / "t")
    with pytest.raises(BadInput, match="got one without alignment, id, answer;"):
        read_table("answers", tmp_path / "t")


def test_numbers_for_people_have_four_decimals_and_empty_nulls(tmp_path):
    frame = example("summary").assign(value=[0.123456, np.nan], low=[-0.00004, 1.0], alignment=["", "0.5"])
    write_numbers("summary", frame, tmp_path / "t.csv")
    lines = (tmp_path / "t.csv").read_bytes().decode().split("\n")
    assert lines[0] == ",".join(TABLES["summary"])
    assert lines[1] == "b,b,,b,0.1235,-0.0000,0.2500,3,3,3"
    assert lines[2] == "a,a,0.5,a,,1.0000,,1,1,1"
    back = read_numbers("summary", tmp_path / "t.csv")
    assert {column: str(back[column].dtype) for column in back} == TABLES["summary"]
    assert back["alignment"].tolist() == ["", "0.5"]
    assert back["value"].isna().tolist() == [False, True]


def test_names_that_look_like_nothing_stay_names(tmp_path):
    frame = example("summary").assign(confound=["none", "null"], variant=["nan", "na"])
    write_numbers("summary", frame, tmp_path / "t.csv")
    back = read_numbers("summary", tmp_path / "t.csv")
    assert back[["confound", "variant"]].to_numpy().tolist() == [["none", "nan"], ["null", "na"]]


def test_every_table_of_models_says_which():
    for name in ("assignment", "history", "answers", "effects", "means", "groups"):
        assert TABLES[name]["alignment"] == "str"
        assert TABLES[name]["replicate"] == "int64"
    assert SPLITS == ("train", "validation", "test")
