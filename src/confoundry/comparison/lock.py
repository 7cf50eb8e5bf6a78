"""What a revision's dvc.lock records: the study's images, parameters, code and outputs."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import PurePosixPath
from typing import Any

IMAGES = "data/raw"
PINS = "requirements.lock"


@dataclass(frozen=True)
class Lock:
    """The stages of a dvc.lock that the study still has.

    Attributes:
        stages: Each stage's record, by its name.
    """

    stages: Mapping[str, Mapping[str, Any]]

    @cached_property
    def outs(self) -> dict[str, str]:
        """The hash of each output, by path."""
        return dict(self._hashes("outs"))

    @cached_property
    def params(self) -> dict[str, Any]:
        """The values of params.yaml that the stages read, by dotted key, without the gates."""
        whole: dict[str, Any] = {}
        for values in self._params_files():
            whole |= dict(_leaves(values))
        return {key: value for key, value in whole.items() if key.split(".")[0] != "gates"}

    @cached_property
    def code(self) -> dict[str, str]:
        """The hash of each dependency that no stage writes: code, and the lock file of the packages."""
        inner = {str(above) for path in self.outs for above in PurePosixPath(path).parents}
        return {
            path: digest
            for path, digest in dict(self._hashes("deps")).items()
            if path not in inner and path not in self._data_paths and not self._is_written(path)
        }

    @cached_property
    def data(self) -> dict[str, str]:
        """The hash of the data that the study reads, and of the images that `ingest` made from them."""
        read = {path: digest for path, digest in self._hashes("deps") if path in self._data_paths}
        images = self.outs.get(IMAGES)
        return read | ({IMAGES: images} if images else {})

    def changed_stages(self, before: "Lock") -> list[str]:
        """Return the stages whose record changed: they had to run again."""
        return [name for name, record in self.stages.items() if before.stages.get(name) != record]

    def loose_ends(self) -> Iterator[tuple[str, str]]:
        """Yield stage and path where a stage read a different file than the one recorded as written."""
        for name, stage in self.stages.items():
            for one in stage.get("deps", ()):
                if self.outs.get(one["path"], digest := _digest(one)) != digest:
                    yield name, one["path"]

    def same_answers(self, before: "Lock", confound: str, variant: str) -> bool:
        """Return whether one cell's answers, and the images and values they belong to, are the same bytes as before."""
        paths = (IMAGES, f"data/confounded/{confound}", f"results/{confound}/{variant}")
        return all(path in self.outs and self.outs[path] == before.outs.get(path) for path in paths)

    @cached_property
    def _data_paths(self) -> set[str]:
        found = {str(values.get("data", {}).get("path")) for values in self._params_files()}
        return {path for path in found if PurePosixPath(path).name != PINS}

    def _is_written(self, path: str) -> bool:
        return any(str(one) in self.outs for one in (PurePosixPath(path), *PurePosixPath(path).parents))

    def _params_files(self) -> Iterator[Mapping[str, Any]]:
        for stage in self.stages.values():
            yield from stage.get("params", {}).values()

    def _hashes(self, kind: str) -> Iterator[tuple[str, str]]:
        for stage in self.stages.values():
            for one in stage.get(kind, ()):
                yield str(one["path"]), _digest(one)


def lock_of(content: Mapping[str, Any] | None) -> Lock:
    """Return a dvc.lock without the stages of variants and confounds that the study no longer has."""
    stages: Mapping[str, Any] = (content or {}).get("stages") or {}
    study: Mapping[str, Any] = {}
    for stage in stages.values():
        for values in stage.get("params", {}).values():
            study = values.get("study") or study
    confounds, variants = study.get("confounds") or [], study.get("variants") or []
    items = {*confounds, *(f"{confound}-{variant}" for confound in confounds for variant in variants)}
    live = {name: record for name, record in stages.items() if "@" not in name or name.split("@", 1)[1] in items}
    return Lock(live if items else stages)


def _digest(recorded: Mapping[str, Any]) -> str:
    return str(recorded.get("md5") or recorded.get("etag") or recorded.get("checksum") or "")


def _leaves(values: Any, key: str = "") -> Iterator[tuple[str, Any]]:
    """Yield each value that is not a non-empty dictionary, by its dotted key."""
    if isinstance(values, Mapping) and values:
        for name, value in values.items():
            yield from _leaves(value, f"{key}.{name}" if key else str(name))
    elif key:
        yield key, values
