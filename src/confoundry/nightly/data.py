"""Brings the newest version of the data that DVC tracks into the checkout."""

from pathlib import Path

import yaml

from confoundry.errors import BadInput
from confoundry.files.bounded_yaml import load_yaml
from confoundry.files.params import read_params
from confoundry.nightly.checkout import Checkout, dvc_settings
from confoundry.nightly.commands import run


def update_data(checkout: Checkout) -> None:
    """Pull the data of the revision's `.dvc` files, or check them out from the shared cache if there is no remote.

    Imported data (`dvc import`, `dvc import-url`) are updated first, so that their newest version is audited.

    Raises:
        BadInput: `data.path` does not exist.
        CommandFailed: DVC cannot get a file.
    """
    tracked = checkout.git("ls-files", "-z", "--", "*.dvc").split("\0")
    files = [name for name in tracked if (checkout.folder / name).is_file()]
    if imported := [name for name in files if _is_import(checkout.folder / name)]:
        run(["dvc", "update", "--quiet", *imported], checkout.folder)
    if kept := [name for name in files if name not in imported]:
        verb = "pull" if any(key.startswith("remote.") for key in dvc_settings(checkout.folder)) else "checkout"
        run(["dvc", verb, "--quiet", "--force", *kept], checkout.folder)
    _check_path(checkout)


def _is_import(path: Path) -> bool:
    try:
        found = load_yaml(path.read_text(encoding="utf-8"), path.name)
    except (yaml.YAMLError, ValueError) as error:
        came = " ".join(str(error).split())
        raise BadInput(path.name, expected="what `dvc add` wrote", came=came, remedy="restore it from Git") from None
    return isinstance(found, dict) and "deps" in found


def _check_path(checkout: Checkout) -> None:
    data = read_params(checkout.folder / "params.yaml").get("data")
    path = data.get("path") if isinstance(data, dict) else None
    if isinstance(path, str) and not (checkout.folder / path).exists():
        raise BadInput(
            "params.yaml: data.path",
            expected="a file or folder that exists in a fresh checkout",
            came=path,
            remedy=f"run `dvc add {path}` and commit, or give an absolute path",
        )
