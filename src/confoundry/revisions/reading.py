"""Reads a revision's numbers from its committed files."""

import hashlib
import json
from pathlib import Path
from typing import Any

from confoundry.alignments import alignment_text
from confoundry.comparison.lock import Lock, lock_of
from confoundry.comparison.numbers import Numbers, rows_of
from confoundry.comparison.settings import GateSettings, parse_gates
from confoundry.errors import BadInput
from confoundry.files.frames import read_numbers
from confoundry.files.params import read_params
from confoundry.paths import DIAGNOSIS, HEADLINE, PARAMS, SUMMARY, VALIDATION
from confoundry.recorded import RECORDED
from confoundry.revisions.stored import RevisionFiles
from confoundry.settings import parse
from confoundry.study import StudySettings

LOCK = Path("dvc.lock")


def read_lock(stored: RevisionFiles) -> Lock:
    """Return a revision's dvc.lock; an empty one if there is none.

    Raises:
        BadInput: It is not valid YAML, for example in the middle of a merge.
    """
    return lock_of(_yaml(stored, LOCK))


def read_revision_params(stored: RevisionFiles) -> dict[str, Any]:
    """Return a revision's params.yaml as plain values; none if it has no such file.

    Raises:
        BadInput: It is not valid YAML.
    """
    return _yaml(stored, PARAMS)


def _yaml(stored: RevisionFiles, path: Path) -> dict[str, Any]:
    content = stored.committed(path)
    if content is None:
        return {}
    try:
        return read_params(stored.local(path, content))
    except BadInput as error:
        if stored.sha is None:
            raise
        remedy = "compare with another revision"
        raise BadInput(f"{path} of {stored.name}", expected="YAML", came="something else", remedy=remedy) from error


def read_gates(stored: RevisionFiles) -> list[GateSettings]:
    """Return an older revision's gates; none if today's code cannot read them."""
    try:
        return parse_gates(read_revision_params(stored).get("gates") or [])
    except (BadInput, TypeError):
        return []


def has_numbers(stored: RevisionFiles) -> bool:
    """Return whether a revision has the results of a study."""
    return all(stored.committed(path) is not None for path in (HEADLINE, SUMMARY))


def numbers_of(stored: RevisionFiles) -> Numbers:
    """Return the numbers of a revision that has results.

    Raises:
        BadInput: They cannot be read.
    """
    summary = stored.committed(SUMMARY) or b""
    return Numbers(
        headline=_object(stored, HEADLINE, stored.committed(HEADLINE)),
        rows=rows_of(read_numbers("summary", stored.local(SUMMARY, summary))),
        verdict_at=alignment_text(_verdict_at(stored)),
        validation=_object(stored, VALIDATION, stored.committed(VALIDATION)),
        recorded=_recorded(stored, summary),
        causes=_object(stored, DIAGNOSIS, stored.committed(DIAGNOSIS)),
    )


def _verdict_at(stored: RevisionFiles) -> float:
    """Return the alignment at which a revision gives verdicts; the default if today's code cannot read its settings."""
    try:
        return parse(StudySettings, read_revision_params(stored).get("study"), "study").verdict_at
    except BadInput:
        if stored.sha is None:
            raise
        return StudySettings.model_fields["verdict_at"].default


def _recorded(stored: RevisionFiles, summary: bytes) -> dict[str, Any]:
    """Return the machine that computed the numbers; nothing if the file belongs to other numbers."""
    found = _object(stored, RECORDED, stored.committed(RECORDED))
    return found if found.get("results") == hashlib.sha256(summary).hexdigest() else {}


def _object(stored: RevisionFiles, path: Path, content: bytes | None) -> dict[str, Any]:
    """Return a JSON object; an empty one if the file is missing."""
    if content is None:
        return {}
    try:
        found = json.loads(content)
    except ValueError as error:
        raise BadInput(f"{path} of {stored.name}", expected="JSON", came=str(error), remedy="run `dvc repro`") from None
    if not isinstance(found, dict):
        raise BadInput(
            f"{path} of {stored.name}", expected="a JSON object", came=str(found)[:40], remedy="run `dvc repro`"
        )
    return found
