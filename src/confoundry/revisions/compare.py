"""Compares the working tree with a revision."""

import tempfile
from pathlib import Path
from typing import Any

from confoundry.comment.escaping import one_line
from confoundry.comparison.changes import changes
from confoundry.comparison.difference import Difference
from confoundry.comparison.gate_changes import changed_gates, loosened
from confoundry.comparison.gates import check_gates, drops_of
from confoundry.comparison.inputs import changed_inputs, changed_packages, comparable, warnings
from confoundry.comparison.lock import Lock
from confoundry.comparison.matching import to_pair
from confoundry.comparison.settings import parse_gates
from confoundry.confounds.table import CONFOUNDS
from confoundry.errors import BadInput
from confoundry.evaluation.settings import LimitSettings
from confoundry.files.params import read_params
from confoundry.paths import SUMMARY
from confoundry.revisions.answers import Pairing, pair
from confoundry.revisions.fresh import NUMBERS, check_fresh, check_recorded
from confoundry.revisions.git import Against, commit, is_shallow, revision
from confoundry.revisions.reading import has_numbers, numbers_of, read_gates, read_lock
from confoundry.revisions.recomputed import check_follows
from confoundry.revisions.stored import RevisionFiles
from confoundry.settings import parse
from confoundry.study import StudySettings


def compare(against: str | None = None, *, recompute: bool = False) -> Difference:
    """Compare the working tree's numbers with a revision's.

    Args:
        against: A revision; by default the merge base with the default branch, or HEAD.
        recompute: Whether the working tree's numbers are computed again from its answers, where these can be had.

    Raises:
        BadInput: There is no such revision, results are stale, missing or damaged, or do not follow from the answers.
    """
    chosen = revision(against)
    with tempfile.TemporaryDirectory(prefix="confoundry-diff-") as scratch:
        then = RevisionFiles(chosen.sha, Path(scratch) / "before")
        now = RevisionFiles(None, Path(scratch) / "after")
        return _compare(chosen, then, now, recompute=recompute)


def _compare(chosen: Against, then: RevisionFiles, now: RevisionFiles, *, recompute: bool) -> Difference:
    params = read_params()
    gates, limits = parse_gates(params.get("gates") or []), parse(LimitSettings, params.get("limits"), "limits")
    locks = _fresh_locks(then, now)
    after, older_gates = numbers_of(now), read_gates(then)
    study = parse(StudySettings, params.get("study"), "study")
    common = {
        "against": chosen.sha,
        "against_words": chosen.words,
        "after": after,
        "stages": len(locks[1].stages),
        "nouns": {name: _noun(name, params) for name in after.headline},
        "gate_changes": changed_gates(older_gates, gates),
        "on_trust": check_follows(now, after, study, limits) if recompute else [],
    }
    if not has_numbers(then):
        checked = check_gates(gates, after, None, {})
        return Difference(**common, before=None, added=after.cells, gates=checked, notes=_notes(chosen))
    before = numbers_of(then)
    pairing = pair((then, now), locks, (before, after), to_pair(gates, after))
    found = changes(before, after, pairing.pairs, limits)
    inputs = changed_inputs(*locks) + changed_packages(before, after)
    return Difference(
        **common,
        before=before,
        changes=found,
        added=[cell for cell in after.cells if before.verdict(cell) is None],
        removed=[cell for cell in before.cells if after.verdict(cell) is None],
        inputs=inputs,
        comparable=comparable(inputs, before, after),
        warnings=warnings(inputs, before, after),
        unpaired=_unpaired(chosen, pairing),
        remote_helps=pairing.missing,
        gates=check_gates(gates, after, before, drops_of(found, pairing.drops)),
        loosened=loosened((older_gates, gates), (before, after)),
        ran=locks[1].changed_stages(locks[0]),
        notes=_notes(chosen),
    )


def _fresh_locks(then: RevisionFiles, now: RevisionFiles) -> tuple[Lock, Lock]:
    """Return both revisions' dvc.lock.

    Raises:
        BadInput: The working tree has no results, or either revision's are stale.
    """
    locks = read_lock(then), read_lock(now)
    if not has_numbers(now):
        raise BadInput(SUMMARY, expected="the results of a study", came="none", remedy="run `confoundry run` first")
    check_fresh(locks[1])
    for stored, lock in zip((then, now), locks, strict=True):
        files = {path.as_posix(): content for path in NUMBERS if (content := stored.committed(path))}
        check_recorded(stored.name, files, lock)
    return locks


def _unpaired(chosen: Against, pairing: Pairing) -> str:
    """Say how many cells could not be paired, and why the first could not."""
    if not pairing.unpaired:
        return ""
    count, cells = len(pairing.unpaired), len(pairing.unpaired) + len(pairing.pairs)
    reason = next(iter(pairing.unpaired.values()))
    said = f"{count} of {cells} shortcut × variant could not be paired with {chosen.sha[:7]} and are not judged"
    return f"{said}: {one_line(reason, 240)}."


def _notes(chosen: Against) -> list[str]:
    notes = []
    if chosen.sha == commit("HEAD"):
        notes.append("The revision is HEAD itself, so only uncommitted changes can differ.")
    if is_shallow():
        notes.append("This clone is shallow: older revisions are missing.")
    return notes


def _noun(name: str, params: dict[str, Any]) -> str:
    """Return what a confound is called in a sentence."""
    entry = (params.get("confounds") or {}).get(name)
    kind = entry.get("kind", name) if isinstance(entry, dict) else name
    return CONFOUNDS[kind].noun if kind in CONFOUNDS else "shortcut"
