"""Reading a revision's numbers from the files that are committed."""

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
from confoundry.revisions.stored import Stored
from confoundry.settings import parse
from confoundry.study import StudySettings

LOCK = Path("dvc.lock")


def read_lock(stored: Stored) -> Lock:
    """Return a revision's dvc.lock; an empty one where there is none.

    Raises:
        BadInput: It is no YAML, as in the middle of a merge.
    """
    return lock_of(_yaml(stored, LOCK))


def read_revision_params(stored: Stored) -> dict[str, Any]:
    """Return a revision's params.yaml as plain values; none where it has no such file.

    Raises:
        BadInput: It is no YAML.
    """
    return _yaml(stored, PARAMS)


def _yaml(stored: Stored, path: Path) -> dict[str, Any]:
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


def read_gates(stored: Stored) -> list[GateSettings]:
    """Return an older revision's gates; none where they are not such as can be read today."""
    try:
        return parse_gates(read_revision_params(stored).get("gates") or [])
    except (BadInput, TypeError):
        return []


def has_numbers(stored: Stored) -> bool:
    """Return whether a revision holds a study's numbers."""
    return all(stored.committed(path) is not None for path in (HEADLINE, SUMMARY))


def numbers_of(stored: Stored) -> Numbers:
    """Return the numbers of a revision that has some.

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


def _verdict_at(stored: Stored) -> float:
    """Return where a revision gives verdicts; what cannot be read today is as if it were not said."""
    try:
        return parse(StudySettings, read_revision_params(stored).get("study"), "study").verdict_at
    except BadInput:
        if stored.sha is None:
            raise
        return StudySettings.model_fields["verdict_at"].default


def _recorded(stored: Stored, summary: bytes) -> dict[str, Any]:
    """Return on which machine the numbers were computed; nothing where the file speaks of other numbers."""
    found = _object(stored, RECORDED, stored.committed(RECORDED))
    return found if found.get("results") == hashlib.sha256(summary).hexdigest() else {}


def _object(stored: Stored, path: Path, content: bytes | None) -> dict[str, Any]:
    """Return a JSON object; an empty one where the file is not there."""
    if content is None:
        return {}
    try:
        found = json.loads(content)
    except ValueError as error:
        raise BadInput(f"{path} of {stored.name}", expected="JSON", came=str(error), remedy="run `dvc repro`") from None
    if not isinstance(found, dict):
        raise BadInput(f"{path} of {stored.name}", expected="a JSON object", came=str(found)[:40], remedy="`dvc repro`")
    return found
