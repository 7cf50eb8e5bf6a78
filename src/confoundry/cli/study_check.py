"""Checks the study and its settings before anything starts, as the stage `resolve` does later."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from confoundry.errors import BadInput

if TYPE_CHECKING:
    from confoundry.cli.set_params import Edited
    from confoundry.study import StudySettings

GRAPH, RESOLVE = Path("dvc.yaml"), "python -m confoundry.stages.resolve"


def check_study(settings: Sequence[str] = ()) -> "Edited | None":
    """Check dvc.yaml and, if it is a Confoundry study, params.yaml; write nothing. A warning goes to standard error.

    Args:
        settings: The values of `--set`, each as `key=value`.

    Returns:
        params.yaml with these changes; None if there are none.

    Raises:
        BadInput: The first invalid key.
    """
    from confoundry.files.params import read_params
    from confoundry.params import check_params

    check_graph()
    if settings and not is_study():
        remedy = "edit its parameter files instead"
        raise BadInput("--set", expected="a Confoundry study", came="another DVC graph", remedy=remedy)
    if settings:
        from confoundry.cli.set_params import edit_params

        edited = edit_params(settings)
        _warn_of_few_seeds(edited.params.study)
        return edited
    if is_study():
        from confoundry.stages.resolve import check_path

        params, *_ = check_params(read_params())
        check_path(Path(params.data.path))
        _warn_of_few_seeds(params.study)
    return None


def _warn_of_few_seeds(study: "StudySettings") -> None:
    """Say it if the study has too few training seeds for any verdict."""
    from confoundry.statistics.crossed import FEWEST

    if study.replicates < FEWEST:
        print(
            f"warning: with fewer than {FEWEST} training seeds every verdict stays undecided "
            f"(study.replicates is {study.replicates})",
            file=sys.stderr,
        )


def is_study() -> bool:
    """Return whether the DVC graph is a Confoundry study."""
    return GRAPH.is_file() and RESOLVE in GRAPH.read_text(encoding="utf-8", errors="replace")


def check_graph() -> None:
    """Check that this is a DVC repository whose YAML files are safe to expand.

    Raises:
        BadInput: There is no DVC repository here, or a file that DVC reads is not valid YAML.
    """
    here = Path.cwd()
    if not any((folder / ".dvc").is_dir() for folder in (here, *here.parents)):
        what = "a dvc.yaml without a DVC repository" if GRAPH.is_file() else "a folder without one"
        remedy = "run `dvc init`" if GRAPH.is_file() else "change to the study's folder"
        raise BadInput("this folder", expected="a study: dvc.yaml in a DVC repository", came=what, remedy=remedy)
    check_yaml()


def check_yaml() -> None:
    """Check that the YAML files of the study are safe to expand: DVC reads them without a limit.

    Raises:
        BadInput: One is not valid YAML, is nested too deeply, or has aliases that expand to too much.
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
            raise BadInput(path, expected="YAML", came=came, remedy="fix this line") from None
