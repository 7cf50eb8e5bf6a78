"""The records of stages that have ended: their entries in dvc.lock, or their `.dvc` files."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from dvc.repo import Repo
from dvc.stage.serialize import to_lockfile
from dvc.utils.serialize import dumps_yaml, parse_yaml_for_update

from confoundry.runner.dvc_books.lock_order import LockOrders
from confoundry.runner.dvc_books.sound import drop_damaged


class Records:
    """Writes the records of one run, in the order of a serial run.

    Args:
        repo: The repository.
        planned: Returns the names of a dvc.yaml's stages, by its path, in the order of a serial run.
    """

    def __init__(self, repo: Repo, planned: Callable[[str], list[str]]) -> None:
        self._repo, self._planned = repo, planned
        self._order = LockOrders(Path(str(repo.tmp_dir)) / "confoundry_order.json")

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
        path = Path(lock_file.path)
        text = path.read_text(encoding="utf-8") if path.exists() else ""
        data = parse_yaml_for_update(text, path) or {"schema": "2.0"}
        data["stages"] = data.get("stages", {})
        order = self._order.of(str(path), data["stages"], self._planned(stage.path))
        data["stages"].update(to_lockfile(stage))
        order.arrange(data["stages"])
        scratch = Path(str(self._repo.tmp_dir)) / f"{path.name}.{os.getpid()}"
        try:
            scratch.write_text(dumps_yaml(data), encoding="utf-8", newline="\n")
            scratch.replace(path)
        finally:
            scratch.unlink(missing_ok=True)
        self._repo.scm_context.track_file(lock_file.relpath)

    def ended(self) -> None:
        """Record that the run ended, failed or not: the next run does not continue its order."""
        self._order.forget()
