"""Which numbers of a study a gate covers."""

import math
from collections.abc import Sequence
from fnmatch import fnmatchcase

from confoundry.alignments import CONTROL
from confoundry.comparison.directions import base_metric
from confoundry.comparison.numbers import Cell, Numbers, Place
from confoundry.comparison.pairing import can_be_paired
from confoundry.comparison.settings import GateSettings
from confoundry.evaluation.table import METRICS


def matches(gate: GateSettings, numbers: Numbers) -> list[Place]:
    """Return the numbers that a gate covers, without those that are null by definition."""
    return [
        place
        for place in numbers.rows
        if fnmatchcase(place[0], gate.confound)
        and fnmatchcase(place[1], gate.variant)
        and fnmatchcase(place[3], gate.metric)
        and _alignment_matches(gate, place, numbers)
        and not _null_by_definition(place, numbers)
        and (gate.max_drop is None or can_be_paired(place[3]))
    ]


def _alignment_matches(gate: GateSettings, place: Place, numbers: Numbers) -> bool:
    if gate.alignment is not None:
        return fnmatchcase(place[2], gate.alignment)
    at = numbers.verdict_at
    only = place[2] in ("", CONTROL) and (*place[:2], at, place[3]) not in numbers.rows
    return place[2] == at or only


def _null_by_definition(place: Place, numbers: Numbers) -> bool:
    """Return whether the number needs a planted shortcut where none was planted."""
    if not math.isnan(numbers.rows[place].value) or not numbers.nothing_planted(place[0]):
        return False
    metric = METRICS.get(base_metric(place[3]))
    return metric is None or bool(metric.needs)


def to_pair(gates: Sequence[GateSettings], numbers: Numbers) -> dict[Cell, list[tuple[str, str]]]:
    """Return for each cell the alignments and metrics that `max_drop` gates need."""
    found: dict[Cell, list[tuple[str, str]]] = {}
    for gate in gates:
        for place in matches(gate, numbers) if gate.max_drop is not None else ():
            if place[2:] not in found.setdefault(place[:2], []):
                found[place[:2]].append(place[2:])
    return found
