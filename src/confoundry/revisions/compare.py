"""The working tree against a revision: all that they differ in."""

import tempfile
from pathlib import Path
from typing import Any

from confoundry.comment.escaping import one_line
from confoundry.comparison.changes import changes
from confoundry.comparison.difference import Difference
from confoundry.comparison.gate_changes import changed_gates
from confoundry.comparison.gates import check_gates, drops_of
from confoundry.comparison.inputs import changed_inputs, changed_packages, comparable, warnings
from confoundry.comparison.matching import to_pair
from confoundry.comparison.numbers import Numbers
from confoundry.comparison.settings import parse_gates
from confoundry.confounds.table import CONFOUNDS
from confoundry.errors import BadInput
from confoundry.evaluation.settings import LimitSettings
from confoundry.files.params import read_params
from confoundry.paths import HEADLINE, SUMMARY
from confoundry.revisions.answers import Pairing, pair
from confoundry.revisions.fresh import NUMBERS, check_fresh, check_recorded
from confoundry.revisions.git import Against, commit, is_shallow, revision
from confoundry.revisions.reading import numbers_of, read_gates, read_lock
from confoundry.revisions.stored import Stored
from confoundry.settings import parse


def compare(against: str | None = None) -> Difference:
    """Compare the working tree's numbers with a revision's.

    Args:
        against: A revision; without one the merge base with the default branch, or HEAD.

    Raises:
        BadInput: There is no such revision, or results are stale, missing or broken.
    """
    chosen = revision(against)
    with tempfile.TemporaryDirectory(prefix="confoundry-diff-") as scratch:
        then = Stored(chosen.sha, Path(scratch) / "before")
        now = Stored(None, Path(scratch) / "after")
        return _compare(chosen, then, now)


def _compare(chosen: Against, then: Stored, now: Stored) -> Difference:
    params = read_params()
    gates = parse_gates(params.get("gates") or [])
    locks = read_lock(then), read_lock(now)
    check_fresh(locks[1])
    for stored, lock in zip((then, now), locks, strict=True):
        files = {path.as_posix(): content for path in NUMBERS if (content := stored.committed(path))}
        check_recorded(stored.name, files, lock)
    before, after = numbers_of(then), numbers_of(now)
    if after is None:
        raise BadInput(f"{HEADLINE} and {SUMMARY}", expected="a study's numbers", came="none", remedy="run `dvc repro`")
    limits = parse(LimitSettings, params.get("limits"), "limits")
    pairing = pair((then, now), locks, (before, after), to_pair(gates, after)) if before else Pairing()
    found = changes(before, after, pairing.pairs, limits) if before else []
    inputs = changed_inputs(*locks) + (changed_packages(before, after) if before else [])
    return Difference(
        against=chosen.sha,
        against_words=chosen.words,
        before=before,
        after=after,
        changes=found,
        added=[cell for cell in after.cells if before is None or before.verdict(cell) is None],
        removed=[cell for cell in before.cells if after.verdict(cell) is None] if before else [],
        inputs=inputs,
        comparable=comparable(inputs, before or after, after),
        warnings=warnings(inputs, before, after) if before else [],
        unpaired=_unpaired(chosen, pairing),
        remote_helps=pairing.missing,
        gates=check_gates(gates, after, before, drops_of(found) | pairing.drops),
        gate_changes=changed_gates(read_gates(then), gates) if before else [],
        ran=locks[1].changed_stages(locks[0]),
        stages=len(locks[1].stages),
        nouns={name: _noun(name, params) for name in {*after.headline, *(before.headline if before else {})}},
        notes=_notes(chosen, before),
    )


def _unpaired(chosen: Against, pairing: Pairing) -> str:
    """Say how many cells could not be paired, and why the first could not."""
    if not pairing.unpaired:
        return ""
    count, cells = len(pairing.unpaired), len(pairing.unpaired) + len(pairing.pairs)
    reason = next(iter(pairing.unpaired.values()))
    said = f"{count} of {cells} confound × variant could not be paired with {chosen.sha[:7]}, and so are not judged"
    return f"{said}: {one_line(reason, 240)}."


def _notes(chosen: Against, before: Numbers | None) -> list[str]:
    notes = []
    if chosen.sha == commit("HEAD") and before is not None:
        notes.append("The revision is HEAD itself: only what is not committed yet can differ.")
    if is_shallow():
        notes.append("This clone is shallow: older revisions are not here.")
    return notes


def _noun(name: str, params: dict[str, Any]) -> str:
    """Return what a confound is called in a sentence."""
    entry = (params.get("confounds") or {}).get(name)
    kind = entry.get("kind", name) if isinstance(entry, dict) else name
    return CONFOUNDS[kind].noun if kind in CONFOUNDS else "shortcut"
