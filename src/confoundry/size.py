"""The size of a study before it runs: the number of stages and of models."""

from collections.abc import Iterable, Mapping
from functools import reduce
from math import prod
from typing import Any

from confoundry.confounds.base import Confound
from confoundry.study import StudySettings


def stage_count(graph: Mapping[str, Any], params: Mapping[str, Any]) -> int:
    """Return the number of stages in a dvc.yaml. A matrix counts one stage for each combination.

    Args:
        graph: The content of dvc.yaml.
        params: The content of params.yaml, which contains the lists of the matrices.
    """
    matrices = [(stage or {}).get("matrix", {}).values() for stage in graph.get("stages", {}).values()]
    return sum(prod(len(_listed(entries, params)) for entries in matrix) for matrix in matrices)


def _listed(entries: Any, params: Mapping[str, Any]) -> list[Any]:
    """Return a matrix's list. It may be a reference such as `${study.variants}`."""
    if not isinstance(entries, str):
        return list(entries)
    keys = entries.removeprefix("${").removesuffix("}").split(".")
    return list(reduce(lambda place, key: place[key], keys, params))


def model_count(study: StudySettings, confounds: Iterable[Confound]) -> int:
    """Return how many models a study trains. A confound that adds no shortcut has only the control arm."""
    arms = sum(len(study.alignments) if confound.levels > 1 else 1 for confound in confounds)
    return arms * study.replicates * len(study.variants)
