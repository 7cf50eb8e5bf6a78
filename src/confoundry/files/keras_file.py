"""`.keras` files: equal models are written as equal bytes, and files are checked before they are loaded."""

import json
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from confoundry.errors import PASSING, BadInput

if TYPE_CHECKING:
    import keras

EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest time that a zip file can store
MEMBERS = {"metadata.json", "config.json", "model.weights.h5"}
LARGEST = 8 << 30  # bytes
DAMAGE = (  # what Keras, h5py and zipfile raise on damaged files
    AttributeError,
    EOFError,
    KeyError,
    OSError,
    RuntimeError,
    TypeError,
    ValueError,
    struct.error,
    zipfile.BadZipFile,
    zlib.error,
)


def save_model(model: "keras.Model", path: Path) -> None:
    """Write a model without clock times, memory addresses and zip dates."""
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
        seen: dict[bytes, int] = {}  # memory addresses, numbered in order of appearance

        def numbered(match: re.Match[bytes]) -> bytes:
            return match[1] + str(seen.setdefault(match[2], len(seen) + 1)).encode()

        return re.sub(rb'("shared_object_id": )(\d+)', numbered, content)
    return content


def load_model(path: Path) -> "keras.Model":
    """Load a model without compiling it, in safe mode: code in the file is not run.

    Raises:
        BadInput: It is not a readable `.keras` file.
    """
    import keras

    check_keras_file(path)
    with _read(path):
        model = keras.saving.load_model(path, compile=False, safe_mode=True)
        if not isinstance(model, keras.Model):
            raise TypeError(f"a saved {type(model).__name__}")
    return model


def load_weights(model: "keras.Model", path: Path) -> None:
    """Load the weights of a file into a model of the same network.

    Raises:
        BadInput: The file cannot be read, or has another network's weights.
    """
    check_keras_file(path)
    with _read(path, "a model of the same network"):
        model.load_weights(path)


def gives_logits(path: Path) -> bool:
    """Return whether the model in a file returns logits, according to the loss that it was compiled with.

    Raises:
        BadInput: The file cannot be read.
    """
    with _read(path), zipfile.ZipFile(path) as archive:
        loss = (json.loads(archive.read("config.json")).get("compile_config") or {}).get("loss")
        config = loss.get("config") if isinstance(loss, dict) else None  # a function's is its name
    return isinstance(config, dict) and bool(config.get("from_logits", False))


def check_keras_file(path: Path) -> None:
    """Check that a file is a zip archive with the three members of a `.keras` file, and not too large.

    Raises:
        BadInput: It is not.
    """
    with _read(path), zipfile.ZipFile(path) as archive:
        sizes = {member.filename: member.file_size for member in archive.infolist()}
        if not MEMBERS.issubset(sizes) or sum(sizes.values()) > LARGEST:
            raise ValueError(f"an archive of {', '.join(sorted(sizes)) or 'nothing'}"[:200])


@contextmanager
def _read(path: Path, expected: str = "a .keras file") -> Iterator[None]:
    """Report anything wrong with a file as one BadInput."""
    try:
        yield
    except PASSING:
        raise
    except DAMAGE as error:
        came = " ".join(str(error).split())[:200] or type(error).__name__
        raise BadInput(path, expected=expected, came=came, remedy="train it again") from None
