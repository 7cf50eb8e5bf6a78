"""The settings of a study, checked before anything starts: as `resolve` does, but at once and in one line."""

from pathlib import Path

GRAPH, RESOLVE = Path("dvc.yaml"), "python -m confoundry.stages.resolve"


def check_study() -> None:
    """Check params.yaml where the graph is a study of ours.

    Raises:
        BadInput: Names the first key that is wrong.
    """
    from confoundry.files.params import read_params
    from confoundry.params import check_params

    if is_study():
        check_params(read_params())


def is_study() -> bool:
    """Return whether the graph is a study of ours, and no other's."""
    return GRAPH.is_file() and RESOLVE in GRAPH.read_text(encoding="utf-8", errors="replace")
