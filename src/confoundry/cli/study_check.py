"""What a study is and how it is set, checked before anything starts: as `resolve` does, but at once and in one line."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from confoundry.errors import BadInput

if TYPE_CHECKING:
    from confoundry.cli.set_params import Edited

GRAPH, RESOLVE = Path("dvc.yaml"), "python -m confoundry.stages.resolve"


def check_study(settings: Sequence[str] = ()) -> "Edited | None":
    """Check dvc.yaml, and where it is a study of ours params.yaml too; write nothing.

    Args:
        settings: What `--set` is to change, each as `key=value`.

    Returns:
        params.yaml with these changes; None where there are none.

    Raises:
        BadInput: Names the first key that is wrong.
    """
    from confoundry.files.params import read_params
    from confoundry.params import check_params

    check_graph()
    if settings and not is_study():
        remedy = "edit its own parameter files"
        raise BadInput("--set", expected="a study of Confoundry", came="another DVC graph", remedy=remedy)
    if settings:
        from confoundry.cli.set_params import edit_params

        return edit_params(settings)
    if is_study():
        check_params(read_params())
    return None


def is_study() -> bool:
    """Return whether the graph is a study of ours, and no other's."""
    return GRAPH.is_file() and RESOLVE in GRAPH.read_text(encoding="utf-8", errors="replace")


def check_graph() -> None:
    """Look for the repository, and bound what DVC would expand of its YAML.

    Raises:
        BadInput: There is no DVC repository here, or a file that DVC reads is no YAML.
    """
    here = Path.cwd()
    if not any((folder / ".dvc").is_dir() for folder in (here, *here.parents)):
        what = "a dvc.yaml without a DVC repository" if GRAPH.is_file() else "a folder without one"
        remedy = "run `dvc init`" if GRAPH.is_file() else "change to the study's folder"
        raise BadInput("this folder", expected="a study: dvc.yaml in a DVC repository", came=what, remedy=remedy)
    check_yaml()


def check_yaml() -> None:
    """Bound what DVC would expand of the YAML that people write: it reads these files without a bound.

    Raises:
        BadInput: One is no YAML, is nested too deeply, or its aliases expand to too much.
    """
    import yaml

    from confoundry.files.bounded_yaml import check_bounds
    from confoundry.paths import PARAMS

    for path in (GRAPH, PARAMS):
        try:
            if path.is_file():
                check_bounds(path.read_text(encoding="utf-8", errors="replace"), path.name)
        except yaml.YAMLError as error:
            came = " ".join(str(error).split())
            raise BadInput(path, expected="YAML", came=came, remedy="fix what it names") from None
