"""A cache that others own and that can only be read: results are restored from it, and none can be added."""

import os
from pathlib import Path
from typing import Any

from dvc.repo import Repo
from dvc_data.hashfile import checkout

from confoundry.runner.dvc_books.locks import NotDone

_test_links = checkout.test_links


def copy_if_read_only() -> None:
    """Let DVC, in this process, copy files from a cache in which it cannot try which kinds of links work."""
    checkout.test_links = _links


def _links(types: list[str], *places: Any) -> list[str]:
    try:
        return _test_links(types, *places)
    except OSError:
        return ["copy"]


def check_writable(repo: Repo) -> None:
    """Refuse to run a stage whose outputs could not be kept.

    Raises:
        NotDone: DVC's cache cannot be written.
    """
    folder = Path(repo.cache.local.path)
    if folder.exists() and not os.access(folder, os.W_OK):
        raise NotDone(
            f"DVC's cache {folder} is read-only, so new results cannot be kept; "
            "set one that you can write: dvc cache dir --local FOLDER"
        )
