"""Stage `resolve`: checks all of params.yaml, and writes the settings and code hash of each confound and variant."""

import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from confoundry.code import closure, code_hash
from confoundry.confounds.table import CONFOUNDS
from confoundry.errors import BadInput
from confoundry.files.params import read_params
from confoundry.files.whole import whole
from confoundry.networks.table import NETWORKS
from confoundry.params import check_params
from confoundry.paths import GRAPH, LOCK_FILE, RESOLVED, nearest
from confoundry.size import model_count, stage_count
from confoundry.stages.entry import run, run_as_process

SOURCE = Path(__file__).parents[2]
NUMERICAL = ("keras", "numpy", "tensorflow")  # other versions of these may give other numbers


def resolve() -> None:
    """Check params.yaml and write data/resolved/.

    Raises:
        BadInput: A setting is invalid. The message names the first one.
    """
    values = read_params()
    params, confounds, variants = check_params(values)
    packages = _pins(nearest(LOCK_FILE))
    check_path(Path(params.data.path))
    with whole(RESOLVED) as scratch:
        for name in params.study.confounds:
            kind, confound = confounds[name]
            entry = {"kind": kind, "settings": confound.model_dump(mode="json")}
            _write(scratch / "confounds", name, entry | _code(CONFOUNDS[kind].__module__, packages))
        for name in params.study.variants:
            variant = variants[name]
            module = variant.network.split(":")[0] if ":" in variant.network else NETWORKS[variant.network].__module__
            entry = {"network": variant.network, "settings": variant.settings, "training": variant.training}
            _write(scratch / "variants", name, entry | _code(module, packages))
        (scratch / "settings.ok").write_text("ok\n")
    used = [confounds[name][1] for name in params.study.confounds]
    stages = f"{stage_count(read_params(GRAPH), values)} stages, " if GRAPH.is_file() else ""
    print(f"resolve · {stages}{model_count(params.study, used):,} models to train")


def check_path(path: Path) -> None:
    """Check that the data exist, or that DVC can pull them.

    Raises:
        BadInput: They do not.
    """
    tracked = (one.with_name(f"{one.name}.dvc").exists() for one in [path, *path.parents] if one.name)
    if not path.exists() and not any(tracked):
        raise BadInput(
            "params.yaml: data.path",
            expected="a file or a folder",
            came=f"{path}, which does not exist",
            remedy="fix the path",
        )


def _write(folder: Path, name: str, entry: dict[str, Any]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    text = json.dumps({"name": name} | entry, indent=2, sort_keys=True) + "\n"
    (folder / f"{name}.json").write_text(text, encoding="utf-8")


def _code(module: str, packages: dict[str, str]) -> dict[str, Any]:
    """Return the hash of an entry's code (its module and everything it imports) and the versions of its packages."""
    files = closure([module], [SOURCE, Path()])
    return {"code": code_hash(files.values()), "packages": packages}


def _pins(lock_file: Path) -> dict[str, str]:
    try:
        text = lock_file.read_text(encoding="utf-8")
    except OSError:
        raise BadInput(lock_file, expected="pinned versions", came="no such file", remedy="restore it") from None
    return {package: ", ".join(re.findall(rf"^{package}==(\S+)", text, re.MULTILINE)) for package in NUMERICAL}


def main(argv: Sequence[str]) -> int:
    """Run the stage. It takes no arguments."""
    return run(resolve, argv)


if __name__ == "__main__":
    run_as_process(main)
