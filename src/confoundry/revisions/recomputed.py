"""Computes the working tree's numbers again from its answers: a committed table is a file that anybody can edit."""

import json
import math
from collections.abc import Mapping
from dataclasses import astuple
from typing import Any

from confoundry.alignments import alignment_text
from confoundry.comparison.gates import in_points, named
from confoundry.comparison.numbers import Cell, Numbers, Place, rows_of
from confoundry.errors import BadInput
from confoundry.evaluation.collection import Found, Read, assessed
from confoundry.evaluation.curves import rounded
from confoundry.evaluation.settings import LimitSettings
from confoundry.figures import Figure
from confoundry.revisions.outcomes import RevisionOutcomes
from confoundry.revisions.stored import RevisionFiles, Unavailable
from confoundry.study import StudySettings
from confoundry.wording import counted

LAST_DIGIT = 1.5e-4  # of a table's numbers: another processor may round it differently
AGAIN = "`dvc repro --force --single-item summarize`, then `confoundry run`, computes them again"


def check_follows(stored: RevisionFiles, numbers: Numbers, study: StudySettings, limits: LimitSettings) -> list[Cell]:
    """Compare numbers and verdicts with what the answers give.

    Args:
        stored: The revision's files.
        numbers: Its committed numbers.
        study: Section `study` of its params.yaml.
        limits: Section `limits`.

    Returns:
        Each confound × variant that was taken on trust, since its answers are neither in the cache nor in a remote.

    Raises:
        BadInput: The numbers do not follow from the answers.
    """
    cells = [(confound, variant) for confound in study.confounds for variant in study.variants]
    if other := sorted({*numbers.cells} ^ {*cells}):
        expected = "a verdict" if other[0] in cells else "no such shortcut × variant"
        raise _does_not_follow(" × ".join(other[0]), expected, "none" if other[0] in cells else "a verdict")
    found = _assessed(RevisionOutcomes(stored), study, limits)
    untouched = next(filter(numbers.nothing_planted, study.confounds), None)
    for (confound, variant), one in found.items():
        rows = {place: row for place, row in numbers.rows.items() if place[:2] == (confound, variant)}
        _compare_rows(rows, rows_of(rounded(one.summary)))
        if untouched is None or (untouched, variant) in found:  # its accuracy without a shortcut is part of a verdict
            _compare_entries(f"{confound} × {variant}", numbers.headline[confound][variant], _plain(one.entry))
    return [cell for cell in cells if cell not in found]


def _assessed(outcomes: RevisionOutcomes, study: StudySettings, limits: LimitSettings) -> Found:
    """Assess each confound × variant whose answers can be had."""

    def read(confound: str, variant: str) -> Read | None:
        try:
            return outcomes.cell(confound, variant)
        except Unavailable:
            return None

    return assessed(
        _levels(outcomes, study),
        study.variants,
        read,
        alignment=alignment_text(study.verdict_at),
        limits=limits,
        seeds=study.replicates,
    )


def _levels(outcomes: RevisionOutcomes, study: StudySettings) -> dict[str, int]:
    """Return the number of values of each confound whose settings can be had."""
    found = {}
    for name in study.confounds:
        try:
            found[name] = outcomes.confound(name).levels
        except Unavailable:
            continue
    return found


def _compare_rows(committed: Mapping[Place, Figure], computed: Mapping[Place, Figure]) -> None:
    """Compare the committed rows of one cell with those that its answers give."""
    for place in [*computed, *(one for one in committed if one not in computed)]:
        one, other = committed.get(place), computed.get(place)
        if one is None or other is None or not all(map(_same, astuple(one), astuple(other))):
            raise _does_not_follow(named(place), *map(_said, (other, one)))


def _compare_entries(cell: str, committed: Mapping[str, Any], computed: Mapping[str, Any]) -> None:
    """Compare a committed entry of the headline with the one that the answers give."""
    for key in [*computed, *(one for one in committed if one not in computed)]:
        one, other = committed.get(key), computed.get(key)
        if not (_same(one, other) if isinstance(one, float) and isinstance(other, float) else one == other):
            raise _does_not_follow(f"{cell}: {key}", *(json.dumps(value, ensure_ascii=False) for value in (other, one)))


def _same(one: float, other: float) -> bool:
    return (math.isnan(one) and math.isnan(other)) or abs(one - other) <= LAST_DIGIT


def _said(figure: Figure | None) -> str:
    if figure is None:
        return "no such number"
    limits = f" ({in_points(figure.low)} to {in_points(figure.high)})" if figure.bounded else ""
    said = f"{in_points(figure.value)} points{limits}" if figure.known else "nothing"
    return f"{said} from {counted(figure.images, 'image')} and {counted(figure.replicates, 'seed')}"


def _plain(entry: Mapping[str, Any]) -> dict[str, Any]:
    return json.loads(json.dumps(entry))


def _does_not_follow(what: str, expected: str, came: str) -> BadInput:
    said = f"the committed numbers do not follow from the answers: {what}"
    return BadInput(said, expected=expected, came=came, remedy=AGAIN)
