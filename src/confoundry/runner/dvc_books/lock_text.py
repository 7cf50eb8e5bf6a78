"""dvc.lock as text, entry by entry: a new record formats its own entry and leaves the text of the others as it is.

DVC parses and formats the whole file for each record, which takes seconds at 1,000 entries. The result here is the
same bytes, except that DVC, reading and writing all, changes the last digit of a few long numbers with an exponent. A
file that DVC would format differently, because it was edited or merged by hand, is left to DVC.
"""

import hashlib
import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from dvc.utils.serialize import dumps_yaml, parse_yaml

SCHEMA = "2.0"
HEAD = f"schema: '{SCHEMA}'\nstages:\n"
ENTRY = re.compile(r"^  (?=[^ \-?#\n])", re.MULTILINE)


def split(text: str) -> dict[str, str] | None:
    """Return the text of each entry of a file that DVC wrote, by name; None if it does not have that form."""
    if not text:
        return {}
    if not text.startswith(HEAD):
        return None
    body = text.removeprefix(HEAD)
    starts = [found.start() for found in ENTRY.finditer(body)]
    if not starts or starts[0] != 0:
        return None
    parts = [body[start:end] for start, end in zip(starts, [*starts[1:], len(body)], strict=True)]
    entries = {_name(part): part for part in parts}
    return entries if len(entries) == len(parts) else None


def _name(entry: str) -> str:
    """Return the name in an entry's first line, which YAML may have quoted."""
    line = entry.partition("\n")[0].strip()
    return str(next(iter(parse_yaml(line, "dvc.lock")))) if line[0] in "'\"" else line.removesuffix(":")


def formatted(name: str, entry: Any) -> str:
    """Return an entry as DVC formats it."""
    return dumps_yaml({"schema": SCHEMA, "stages": {name: entry}}).removeprefix(HEAD)


def stands_alone(name: str, text: str) -> bool:
    """Return whether an entry's text would be found again as that of one entry: a name of 128 characters would not."""
    return split(HEAD + text) == {name: text}


def as_dvc_writes(text: str, entries: Mapping[str, str]) -> bool:
    """Return whether DVC, if it formatted each entry of a file anew, would write the same text."""
    stages = parse_yaml(text, "dvc.lock")["stages"]  # without comments: they would go with what they stand in
    return list(stages) == list(entries) and all(formatted(name, stages[name]) == entries[name] for name in entries)


class KnownTexts:
    """The lock files that are known to be as DVC writes them, by path, so that they are not formatted again.

    Args:
        saved: The file that remembers the hashes of their texts from one run to the next.
    """

    def __init__(self, saved: Path) -> None:
        self._saved = saved
        self._hashes = _read(saved)
        self._entries: dict[str, tuple[tuple[int, int, int] | None, dict[str, str]]] = {}

    def entries(self, path: Path) -> dict[str, str] | None:
        """Return a lock file's entries as text, by name; None if the file must be left to DVC."""
        then, kept = self._entries.get(str(path), (None, None))
        if kept is not None and then == signature(path):
            return dict(kept)
        text = path.read_text(encoding="utf-8") if path.exists() else ""
        entries = split(text)
        if entries is None:
            return None
        if text and self._hashes.get(str(path)) != _hash(text) and not as_dvc_writes(text, entries):
            return None
        return entries

    def wrote(self, path: Path, entries: dict[str, str], text: str) -> None:
        """Remember what was written to a lock file, for the next run too."""
        self._entries[str(path)] = (signature(path), entries)
        self._hashes[str(path)] = _hash(text)
        self._saved.write_text(json.dumps(self._hashes), encoding="utf-8")


def signature(path: Path) -> tuple[int, int, int] | None:
    """Return what changes if a file is written; None if there is none."""
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _read(saved: Path) -> dict[str, str]:
    try:
        return {str(path): str(value) for path, value in json.loads(saved.read_text(encoding="utf-8")).items()}
    except (OSError, ValueError, AttributeError):
        return {}
