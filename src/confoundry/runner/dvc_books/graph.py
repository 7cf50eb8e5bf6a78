"""A DVC graph as steps: which, in which order, and which reads from which."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from dvc.exceptions import DvcException
from dvc.repo import Repo
from dvc.repo.reproduce import collect_stages, get_active_graph, plan_repro
from dvc.stage.run import _enforce_cmd_list

from confoundry.errors import BadInput, did_you_mean
from confoundry.runner.dvc_books.locks import NotDone
from confoundry.runner.steps import Step

MANY = 20  # more stages than this are not listed in a message


class StageGraph:
    """The part of a DVC repository's graph that one run needs.

    Args:
        repo: The repository, locked.
        targets: As for `dvc repro`: stages, groups of a matrix, dvc.yaml files. None: dvc.yaml.
        downstream: Take the targets and the stages that depend on them, not those they depend on.

    Attributes:
        stages: DVC's stages by name, in the order of a serial `dvc repro`.
        steps: The same stages as the runner's steps.
        reads: For each stage with a command, by its name in dvc.yaml: the stages that it reads from.
    """

    def __init__(self, repo: Repo, targets: Sequence[str], *, downstream: bool) -> None:
        self._graph = get_active_graph(repo.index.graph)
        planned = plan_repro(self._graph, _targets(repo, targets), downstream=downstream)
        self.stages: dict[str, Any] = {stage.addressing: stage for stage in planned}
        names = {stage: stage.addressing for stage in self.stages.values()}
        self.steps = [self._step(stage, names) for stage in names]
        self.reads = self._reads()

    def _step(self, stage: Any, names: dict[Any, str]) -> Step:
        return Step(
            stage.addressing,
            _group(stage),
            frozenset(names[other] for other in self._graph.successors(stage) if other in names),
            tuple(_enforce_cmd_list(stage.cmd)) if stage.cmd and not stage.frozen else (),
            str(stage.meta["limit"]) if isinstance(stage.meta, dict) and "limit" in stage.meta else None,
        )

    def _reads(self) -> dict[str, set[str]]:
        found: dict[str, set[str]] = {}
        for stage in self._graph:
            if stage.cmd:
                reads = {_group(other) for other in self._graph.successors(stage) if other.cmd}
                found.setdefault(_group(stage), set()).update(reads - {_group(stage)})
        return found


def _targets(repo: Repo, targets: Sequence[str]) -> list[Any]:
    """Return the stages of the targets. The usual target, dvc.yaml, is not loaded a second time."""
    if targets and tuple(targets) != ("dvc.yaml",):
        return _collected(repo, targets)
    path = str(Path("dvc.yaml").absolute())
    if not Path(path).is_file():
        raise BadInput("this folder", expected="a dvc.yaml", came="none", remedy="change to the study's folder")
    found = [stage for stage in repo.index.stages if stage.path == path]
    return found or collect_stages(repo, ["dvc.yaml"])


def _collected(repo: Repo, targets: Sequence[str]) -> list[Any]:
    """Return the stages of targets. For an unknown target, the error suggests the most similar name."""
    try:
        return collect_stages(repo, targets)
    except DvcException:
        groups = list(dict.fromkeys(_group(stage) for stage in repo.index.stages))
        names = [*groups, *(stage.addressing for stage in repo.index.stages)]
        unknown = [one for one in targets if one not in names and not Path(one).exists()]
        if not unknown:
            raise
        expected = f"one of the stages {', '.join(groups)}" if len(groups) <= MANY else "a stage of dvc.yaml"
        remedy = did_you_mean(unknown[0], names, "`confoundry plan --details` lists stages")
        raise BadInput("stage", expected=expected, came=unknown[0], remedy=remedy) from None


def _group(stage: Any) -> str:
    return stage.name.partition("@")[0] if hasattr(stage, "name") else stage.addressing


@contextmanager
def readable() -> Iterator[None]:
    """Turn DVC's errors about a graph or a target into one line."""
    try:
        yield
    except (DvcException, NotDone) as error:
        cause = f": {error.__cause__}" if error.__cause__ and str(error.__cause__) not in str(error) else ""
        text = " ".join(f"{error}{cause}".split())
        raise BadInput(
            "dvc.yaml", expected="a valid graph with the stages asked for", came=text, remedy="fix this problem"
        ) from None
