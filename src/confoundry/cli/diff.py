"""`confoundry diff`: the working tree's numbers compared with those of a revision."""

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from confoundry.comparison.difference import Difference


class Format(StrEnum):
    """How the difference is printed."""

    TEXT = "text"
    MD = "md"
    JSON = "json"
    BLOCKS = "blocks"


def diff(
    against: Annotated[
        str | None,
        typer.Option(
            metavar="REV",
            help="The revision to compare with. Default: the merge base with the main branch, or HEAD.",
            show_default=False,
        ),
    ] = None,
    form: Annotated[
        Format,
        typer.Option(
            "--format",
            help="Text for the terminal, Markdown for a comment, JSON for programs; blocks: the content of the comment "
            "as JSON, to be laid out elsewhere.",
        ),
    ] = Format.TEXT,
    gate: Annotated[
        bool,
        typer.Option(
            "--gate",
            help="Compute the numbers again from the answers; exit with status 1 if a gate fails or was loosened.",
        ),
    ] = False,
    allow_gate_changes: Annotated[
        bool, typer.Option("--allow-gate-changes", help="With --gate: accept gates that were loosened or removed.")
    ] = False,
) -> None:
    """Show how the study's numbers changed since a revision.

    Each number is reported as better, worse, the same, slightly different, or not resolved.
    """
    from confoundry.cli.study_check import check_yaml
    from confoundry.revisions.compare import compare

    check_yaml()
    found = compare(against, recompute=gate)
    print(rendered(found, form), end="")
    if gate:
        _check(found, looser=allow_gate_changes)


def rendered(found: "Difference", form: Format) -> str:
    """Return a difference in a format."""
    import json

    from confoundry.comment.markdown import markdown
    from confoundry.comment.page import document
    from confoundry.comment.stored import to_json
    from confoundry.comment.text import text
    from confoundry.comparison.as_json import as_json

    if form is Format.JSON:
        return json.dumps(as_json(found), indent=2, ensure_ascii=False) + "\n"
    return {Format.MD: markdown, Format.TEXT: text, Format.BLOCKS: to_json}[form](document(found))


def _check(found: "Difference", *, looser: bool) -> None:
    """End with status 1 if a gate fails, or if gates are looser than before and must not be."""
    from confoundry.comment.gates import less_strict
    from confoundry.errors import NotFit

    if found.broken:
        first, *others = found.broken
        raise NotFit(f"gate failed: {first.message}{f', and {len(others)} more' if others else ''}")
    if found.looser and not looser:
        raise NotFit(f"gates were loosened: {less_strict(found)}; --allow-gate-changes accepts this")
