"""Reading a revision's numbers from the files that are committed."""

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
from confoundry.paths import HEADLINE, PARAMS, SUMMARY, VALIDATION
from confoundry.revisions.stored import Stored

LOCK = Path("dvc.lock")
RECORDED = Path("metrics/recorded.json")  # which processor and versions results were recorded with


def read_lock(stored: Stored) -> Lock:
    """Return a revision's dvc.lock; an empty one where there is none.

    Raises:
        BadInput: It is no YAML, as in the middle of a merge.
    """
    content = stored.committed(LOCK)
    return lock_of(read_params(stored.local(LOCK, content)) if content else None)


def read_revision_params(stored: Stored) -> dict[str, Any]:
    """Return a revision's params.yaml as plain values; none where it has no such file."""
    content = stored.committed(PARAMS)
    return read_params(stored.local(PARAMS, content)) if content else {}


def read_gates(stored: Stored) -> list[GateSettings]:
    """Return an older revision's gates; none where they are not such as can be read today."""
    try:
        return parse_gates(read_revision_params(stored).get("gates") or [])
    except (BadInput, TypeError):
        return []


def numbers_of(stored: Stored) -> Numbers | None:
    """Return a revision's numbers; None where it holds none.

    Raises:
        BadInput: They are there, but cannot be read.
    """
    headline, summary = stored.committed(HEADLINE), stored.committed(SUMMARY)
    if headline is None or summary is None:
        return None
    study = read_revision_params(stored).get("study") or {}
    return Numbers(
        headline=_object(stored, HEADLINE, headline),
        rows=rows_of(read_numbers("summary", stored.local(SUMMARY, summary))),
        verdict_at=alignment_text(study.get("verdict_at") or 0.95),
        validation=_object(stored, VALIDATION, stored.committed(VALIDATION)),
        recorded=_object(stored, RECORDED, stored.committed(RECORDED)),
    )


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
