"""Writes tables that do not fit into memory, in blocks of rows."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from confoundry.tables import TABLES

ROWS = 1 << 17  # rows that are written at once
Add = Callable[[pd.DataFrame], None]


@contextmanager
def long_tables(names: Sequence[str], folder: Path) -> Iterator[dict[str, Add]]:
    """Yield a function for each table that adds rows to `<folder>/<name>.parquet`, in a scratch folder of `whole`.

    The columns are typed and ordered as in `tables.py`, like those of `write_table`.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        yield {name: stack.enter_context(_long_table(name, folder / f"{name}.parquet")) for name in names}


@contextmanager
def _long_table(name: str, path: Path) -> Iterator[Add]:
    columns, waiting = TABLES[name], []
    empty = pd.DataFrame(columns=list(columns)).astype(columns)
    schema = pa.Schema.from_pandas(empty, preserve_index=False)
    with pq.ParquetWriter(path, schema, write_page_checksum=True) as writer:

        def write() -> None:
            writer.write_table(pa.concat_tables([schema.empty_table(), *waiting]))
            waiting.clear()

        def add(rows: pd.DataFrame) -> None:
            arrays = [pa.array(rows[field.name], field.type) for field in schema]
            waiting.append(pa.Table.from_arrays(arrays, schema=schema))
            if sum(map(len, waiting)) >= ROWS:
                write()

        yield add
        write()
