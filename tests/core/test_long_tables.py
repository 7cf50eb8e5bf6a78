"""Tables that are written block by block."""

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest

from confoundry.files import long_tables as module
from confoundry.files.frames import read_table
from confoundry.files.long_tables import long_tables
from confoundry.tables import TABLES


def means(count, start=0):
    numbers = np.arange(start, start + count)
    columns = {"probability": numbers / 7, "label": numbers, "value": 0, "replicate": 1, "alignment": "0.5"}
    return pd.DataFrame(columns)


def test_rows_come_back_in_order_with_their_types(tmp_path):
    with long_tables(["means"], tmp_path / "new") as add:
        for start in (0, 3, 4):
            add["means"](means(1 if start else 3, start))
    found = read_table("means", tmp_path / "new" / "means.parquet")
    assert {column: str(found[column].dtype) for column in found} == TABLES["means"]
    assert found["label"].tolist() == [0, 1, 2, 3, 4]
    assert found["probability"].tolist() == [n / 7 for n in range(5)]


def test_a_table_without_rows(tmp_path):
    with long_tables(["means", "groups"], tmp_path):
        pass
    assert len(read_table("means", tmp_path / "means.parquet")) == 0
    assert list(read_table("groups", tmp_path / "groups.parquet")) == list(TABLES["groups"])


def test_few_rows_wait_in_memory_and_small_blocks_are_written_together(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "ROWS", 100)
    with long_tables(["means"], tmp_path) as add:
        for start in range(0, 1000, 40):
            add["means"](means(40, start))
    groups = pq.ParquetFile(tmp_path / "means.parquet").metadata
    rows = [groups.row_group(n).num_rows for n in range(groups.num_row_groups)]
    assert sum(rows) == 1000
    assert set(rows[:-1]) == {120}


def test_a_block_with_other_columns_is_refused(tmp_path):
    with pytest.raises(KeyError), long_tables(["means"], tmp_path) as add:
        add["means"](means(2).drop(columns="value"))
