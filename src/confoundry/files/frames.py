"""Reading and writing the tables of `confoundry.tables` as parquet and CSV."""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

import pandas as pd

from confoundry.errors import VERIFY_HINT, BadInput
from confoundry.tables import TABLES


def write_table(name: str, frame: pd.DataFrame, path: Path) -> None:
    """Write a table as parquet, with columns typed and ordered as in `tables.py`; other columns follow unchanged.

    The path must be a scratch path of `whole`.
    """
    columns = TABLES[name]
    others = [column for column in frame.columns if column not in columns]
    path.parent.mkdir(parents=True, exist_ok=True)
    frame[[*columns, *others]].astype(columns).reset_index(drop=True).to_parquet(
        path, index=False, write_page_checksum=True
    )


def read_table(
    name: str, path: Path, columns: Sequence[str] | None = None, *, where: Mapping[str, object] | None = None
) -> pd.DataFrame:
    """Read a parquet table, or only some of its columns, or only the rows with given values.

    Raises:
        BadInput: The file is missing, unreadable, or lacks columns of the table.
    """
    try:
        chosen = None if columns is None else list(columns)
        rows = [(column, "==", value) for column, value in where.items()] if where else None
        frame = pd.read_parquet(path, columns=chosen, filters=rows, page_checksum_verification=True)
    except (OSError, ValueError) as error:  # pyarrow's own errors are ValueErrors
        raise _unreadable(name, path, parquet_error(error)) from None
    missing = [column for column in columns or TABLES[name] if column not in frame.columns]
    if missing:
        raise _unreadable(name, path, f"one without {', '.join(missing)}")
    return frame


def write_numbers(name: str, frame: pd.DataFrame, path: Path) -> None:
    """Write a table as CSV with 4 decimals; a null is an empty field."""
    columns = TABLES[name]
    frame[list(columns)].to_csv(path, index=False, float_format="%.4f", lineterminator="\n")


def read_numbers(name: str, path: Path) -> pd.DataFrame:
    """Read a CSV table; an empty number is NaN, an empty text stays empty.

    Raises:
        BadInput: The file is missing, unreadable, or lacks columns of the table.
    """
    texts = {column: kind for column, kind in TABLES[name].items() if kind != "float64"}
    numbers = {column: [""] for column in TABLES[name] if column not in texts}
    try:
        return pd.read_csv(path, dtype=texts, keep_default_na=False, na_values=numbers)[list(TABLES[name])]
    except (OSError, ValueError, KeyError) as error:
        raise _unreadable(name, path, " ".join(str(error).split())) from None


def parquet_error(error: Exception) -> str:
    """Return pyarrow's error message without the file's name and its guesses."""
    first = (str(error).splitlines() or [type(error).__name__])[0]
    return re.sub(r"^Could not open Parquet input source '.*?': ", "", first).split(". ")[0].rstrip(".")


def _unreadable(name: str, path: Path, came: str) -> BadInput:
    return BadInput(path, expected=f"the table `{name}`", came=came, remedy=VERIFY_HINT)
