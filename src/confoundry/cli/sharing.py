"""What `run` and `plan` say about the DVC remote, where results are shared."""

import sys
from collections.abc import Collection
from typing import TYPE_CHECKING, Annotated

import typer

from confoundry.errors import BadInput

if TYPE_CHECKING:
    from confoundry.runner.dvc_books.ledger import RunLedger

Pull = Annotated[
    bool | None,
    typer.Option(
        "--pull/--no-pull", help="Fetch results from the DVC remote instead of computing them.", show_default=False
    ),
]
Push = Annotated[bool, typer.Option("--push", help="At the end, push the results to the DVC remote.")]


def check_remote(ledger: "RunLedger", **options: bool | None) -> None:
    """Refuse the given options if DVC has no remote."""
    for name, asked in options.items():
        if asked and not ledger.remote.name:
            remedy = "add one, such as: dvc remote add --default shared /mnt/results"
            raise BadInput(f"--{name}", expected="a DVC remote", came="none", remedy=remedy)


def pulls(pull: bool | None) -> bool:
    """Return whether a run fetches from the remote: as asked, or as the study's setting `run.pull` says."""
    from confoundry.cli.study_check import is_study
    from confoundry.files.params import read_section
    from confoundry.study import RunSettings

    return pull if pull is not None else is_study() and read_section("run", RunSettings).pull


def held(ledger: "RunLedger", stages: Collection[str], *, ask: bool) -> set[str] | None:
    """Return those of the stages that the remote holds the outputs of; None if this is not known.

    Args:
        ledger: The graph and its records.
        stages: The names of the stages that would run.
        ask: Whether to ask the remote if that needs the network.
    """
    from confoundry.runner.dvc_books.remote import NoRemote

    if not (ask or ledger.remote.is_folder) or not ledger.remote.name:
        return None
    try:
        if ask:
            ledger.pull()
        return ledger.held_by_remote(stages)
    except NoRemote as error:
        if ask:
            print(f"note: {error}", file=sys.stderr)
        return None


def held_line(count: int, of: int, remote: str, *, pull: bool) -> str:
    """Return the line that says how many of the stages that would run are on the remote."""
    stages = "the stage is" if count == of == 1 else f"{count} of these {of} stages {'is' if count == 1 else 'are'}"
    end = "restored from there instead" if pull else "restored from there with --pull"
    them = "It is" if count == 1 else "They are"
    return f"{stages[0].upper()}{stages[1:]} on the DVC remote {remote}. {them} {end}."


def push_results() -> None:
    """Push all results to the DVC remote.

    Raises:
        NoRemote: Not all could be pushed; they are still here.
    """
    from dvc.repo import Repo

    from confoundry.runner.dvc_books.remote import NoRemote, Remote

    remote = Remote(Repo())
    try:
        remote.push()
    except NoRemote as error:
        raise NoRemote(f"{error}; the results are complete here, try again with: dvc push --run-cache") from None
    print(f"The results are on the DVC remote {remote.name}.")
