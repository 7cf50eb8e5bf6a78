"""The sealed part: its list was hashed before any of its programs was diagnosed, and a run needs both to agree."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

from bench.faults.program import Program
from confoundry.errors import BadInput

HERE = Path(__file__).parent
LIST, HASH = HERE / "sealed.txt", HERE / "sealed.sha256"


def listing(programs: Sequence[Program]) -> str:
    """Return a line per program: its name, the hash of what it computes, and what its mistake may be called."""
    return "".join(f"{one.name} {_digest(one.content)[:16]} {','.join(one.accepted) or '-'}\n" for one in programs)


def seal(programs: Sequence[Program], folder: Path = HERE) -> None:
    """Write the list and its hash."""
    text = listing(programs)
    (folder / LIST.name).write_text(text)
    (folder / HASH.name).write_text(f"{_digest(text)}  {LIST.name}\n")


def check_seal(programs: Sequence[Program], folder: Path = HERE) -> None:
    """Refuse programs that are not those that were sealed.

    Raises:
        BadInput: The list is not the one that was hashed, or does not name these programs.
    """
    committed, text = folder / HASH.name, listing(programs)
    if not committed.exists():
        remedy = "python -m bench.faults --seal writes it, once"
        raise BadInput(
            str(committed), expected="the hash of the sealed part's list", came="no such file", remedy=remedy
        )
    wanted = committed.read_text().split()[0]
    for what, came in (
        (folder / LIST.name, (folder / LIST.name).read_text()),
        ("the programs of the sealed part", text),
    ):
        if _digest(came) != wanted:
            remedy = f"git log -p {LIST.name} and the generator say what has changed"
            raise BadInput(str(what), expected=f"SHA-256 {wanted[:16]}…", came=f"{_digest(came)[:16]}…", remedy=remedy)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
