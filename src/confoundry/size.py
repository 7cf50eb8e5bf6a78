"""How large a study is before it runs: the stages of its graph, and the models that are trained."""

from collections.abc import Iterable, Mapping
from functools import reduce
from math import prod
from typing import Any

from confoundry.confounds.base import Confound
from confoundry.study import StudySettings


def stage_count(graph: Mapping[str, Any], params: Mapping[str, Any]) -> int:
    """Return how many stages a dvc.yaml has: of a matrix one for each combination.

    Args:
        graph: The content of dvc.yaml.
        params: The content of params.yaml, which the lists of a matrix are taken from.
    """
    matrices = [(stage or {}).get("matrix", {}).values() for stage in graph.get("stages", {}).values()]
    return sum(prod(len(_listed(entries, params)) for entries in matrix) for matrix in matrices)


def _listed(entries: Any, params: Mapping[str, Any]) -> list[Any]:
    """Return a matrix's list, which may be a reference, as `${study.variants}`."""
    if not isinstance(entries, str):
        return list(entries)
    keys = entries.removeprefix("${").removesuffix("}").split(".")
    return list(reduce(lambda place, key: place[key], keys, params))


def model_count(study: StudySettings, confounds: Iterable[Confound]) -> int:
    """Return how many models a study trains: under a confound that plants nothing, in the control arm alone."""
    arms = sum(len(study.alignments) if confound.levels > 1 else 1 for confound in confounds)
    return arms * study.replicates * len(study.variants)
