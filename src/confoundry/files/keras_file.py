"""`.keras` files: written so that equal models are equal bytes, and looked at before they are loaded."""

import json
import re
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

from confoundry.errors import BadInput

if TYPE_CHECKING:
    import keras

EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest time that a zip file can hold
MEMBERS = {"metadata.json", "config.json", "model.weights.h5"}
LARGEST = 8 << 30  # bytes


def save_model(model: "keras.Model", path: Path) -> None:
    """Write a model without clock times, addresses in memory and the zip file's own dates."""
    scratch = path.with_suffix(".raw.keras")
    model.save(scratch)
    try:
        with zipfile.ZipFile(scratch) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as new:
            for name in sorted(old.namelist()):
                new.writestr(zipfile.ZipInfo(name, EPOCH), _canonical(name, old.read(name)))
    finally:
        scratch.unlink()


def _canonical(name: str, content: bytes) -> bytes:
    if name == "metadata.json":
        return json.dumps(json.loads(content) | {"date_saved": "1980-01-01@00:00:00"}, sort_keys=True).encode()
    if name == "config.json":
        seen: dict[bytes, int] = {}  # addresses in memory, numbered in the order in which they come

        def numbered(match: re.Match[bytes]) -> bytes:
            return match[1] + str(seen.setdefault(match[2], len(seen) + 1)).encode()

        return re.sub(rb'("shared_object_id": )(\d+)', numbered, content)
    return content


def load_model(path: Path) -> "keras.Model":
    """Load a model, not compiled, in safe mode: no code that the file brings is run.

    Raises:
        BadInput: It is not a `.keras` file that can be read.
    """
    import keras

    check_keras_file(path)
    try:
        return keras.saving.load_model(path, compile=False, safe_mode=True)  # pyright: ignore[reportReturnType]
    except (ValueError, TypeError, KeyError, OSError) as error:
        raise _unreadable(path, " ".join(str(error).split())[:200]) from None


def gives_logits(path: Path) -> bool:
    """Return whether the model in a file gives logits, as the loss that it was compiled with has it."""
    with zipfile.ZipFile(path) as archive:
        loss = json.loads(archive.read("config.json")).get("compile_config", {}).get("loss")
    return isinstance(loss, dict) and bool(loss.get("config", {}).get("from_logits", False))


def check_keras_file(path: Path) -> None:
    """Check that a file is a zip archive with the three members of a `.keras` file, within bounds.

    Raises:
        BadInput: It is not.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            sizes = {member.filename: member.file_size for member in archive.infolist()}
    except (OSError, zipfile.BadZipFile) as error:
        raise _unreadable(path, str(error)) from None
    if not MEMBERS.issubset(sizes) or sum(sizes.values()) > LARGEST:
        raise _unreadable(path, f"an archive of {', '.join(sorted(sizes)) or 'nothing'}")


def _unreadable(path: Path, came: str) -> BadInput:
    return BadInput(path, expected="a .keras file", came=came, remedy="train it again")
