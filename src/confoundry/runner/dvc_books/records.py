"""The records of stages that have ended: their entries in dvc.lock, or their `.dvc` files."""

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from dvc.repo import Repo
from dvc.stage.serialize import to_lockfile
from dvc.utils.serialize import dumps_yaml, parse_yaml_for_update

from confoundry.runner.dvc_books.lock_order import LockOrders
from confoundry.runner.dvc_books.lock_text import HEAD, SCHEMA, KnownTexts, formatted, stands_alone
from confoundry.runner.dvc_books.sound import drop_damaged


class Records:
    """Writes the records of one run, in the order of a serial run.

    Args:
        repo: The repository.
        planned: Returns the names of a dvc.yaml's stages, by its path, in the order of a serial run.
    """

    def __init__(self, repo: Repo, planned: Callable[[str], list[str]]) -> None:
        self._repo, self._planned = repo, planned
        folder = Path(str(repo.tmp_dir))
        self._order = LockOrders(folder / "confoundry_order.json")
        self._known = KnownTexts(folder / "confoundry_lock.json")

    def keep(self, stage: Any) -> None:
        """Hash and cache a stage's outputs, add it to the run cache, and write its record."""
        uncached = any(not out.use_cache for out in stage.outs if not (out.is_metric or out.is_plot))
        stage.save(run_cache=False)
        drop_damaged(stage)
        if not uncached:
            self._repo.stage_cache.save(stage)
        stage.commit()
        self.write(stage)

    def write(self, stage: Any) -> None:
        """Write a stage's record, whole or not at all. The entries of dvc.lock are in the order of a serial run."""
        if not hasattr(stage, "name"):
            stage.dump(update_pipeline=False)
            return
        lock_file = stage.dvcfile._lockfile
        path, new = Path(lock_file.path), to_lockfile(stage)
        texts = {name: formatted(name, entry) for name, entry in new.items()}
        entries = self._known.entries(path) if all(stands_alone(*one) for one in texts.items()) else None
        if entries is None:
            self._replace(path, self._as_dvc(path, new, stage.path))
        else:
            order = self._order.of(str(path), entries, self._planned(stage.path))
            entries.update(texts)
            order.arrange(entries)
            text = HEAD + "".join(entries.values())
            self._replace(path, text)
            self._known.wrote(path, entries, text)
        self._repo.scm_context.track_file(lock_file.relpath)

    def _as_dvc(self, path: Path, new: Mapping[str, Any], file: str) -> str:
        """Return a lock file's text with new entries, all of it formatted by DVC."""
        text = path.read_text(encoding="utf-8") if path.exists() else ""
        data = parse_yaml_for_update(text, path) or {"schema": SCHEMA}
        data["stages"] = data.get("stages", {})
        order = self._order.of(str(path), data["stages"], self._planned(file))
        data["stages"].update(new)
        order.arrange(data["stages"])
        return dumps_yaml(data)

    def _replace(self, path: Path, text: str) -> None:
        scratch = Path(str(self._repo.tmp_dir)) / f"{path.name}.{os.getpid()}"
        try:
            scratch.write_text(text, encoding="utf-8", newline="\n")
            scratch.replace(path)
        finally:
            scratch.unlink(missing_ok=True)

    def ended(self) -> None:
        """Record that the run ended, failed or not: the next run does not continue its order."""
        self._order.forget()
