"""What DVC parses anew for each stage, parsed once: params.yaml, and each line of a .gitignore."""

from functools import lru_cache
from pathlib import Path
from typing import Any

from dulwich import ignore
from dvc.dependency import param
from dvc.fs import LocalFileSystem
from dvc.utils.serialize import load_path

from confoundry.runner.dvc_books.lock_text import signature

_PARSED: dict[str, tuple[tuple[int, int, int] | None, Any]] = {}


def parse_once() -> None:
    """Let DVC, in this process, parse a local parameter file again only after it was written, and a pattern once.

    DVC adds each output to a .gitignore: with 5,000 lines in it, their patterns take 150 ms a stage.
    """
    param.load_path = _load_path
    if isinstance(ignore.Pattern, type):
        ignore.Pattern = lru_cache(maxsize=None)(ignore.Pattern)


def _load_path(path: str, fs: Any, **options: Any) -> Any:
    here = Path(path).absolute()
    if options or not isinstance(fs, LocalFileSystem) or here in getattr(fs, "instead", {}):
        return load_path(path, fs, **options)
    now = signature(here)
    before, values = _PARSED.get(str(here), (None, None))
    if now is None or now != before:
        values = load_path(path, fs)
        _PARSED[str(here)] = (now, values)
    return values
