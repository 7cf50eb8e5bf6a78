"""Write studies/causes/dvc.yaml: the root's, with the lock file in the place of our code; --check compares."""

import re
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
SOURCE, TARGET = ROOT / "dvc.yaml", ROOT / "studies" / "causes" / "dvc.yaml"
HEAD = """\
# Made by `python docs/make_causes_dvc.py` from the project's dvc.yaml: the same stages, but the lock file stands for
# the code, as in any study that lies outside the project.
"""
PINS = "requirements.lock"


def text(source: str) -> str:
    """Return the study's dvc.yaml for the project's: each stage depends once on the lock file, and on no code."""
    lines, pinned = [], False
    for line in source.splitlines():
        dependency = line.strip().removeprefix("- ")
        if re.fullmatch(r"  \w+:", line):
            pinned = False
        if dependency == '"${data.path}"':  # which is the lock file
            pinned = True
        elif dependency == PINS or dependency.startswith("src/"):
            if pinned:
                continue
            line, pinned = f"      - ../../{PINS}", True
        if not line.startswith("#"):
            lines.append(line)
    return HEAD + "\n".join(lines) + "\n"


if __name__ == "__main__":
    made = text(SOURCE.read_text(encoding="utf-8"))
    if sys.argv[1:] == ["--check"]:
        if not TARGET.exists() or TARGET.read_text(encoding="utf-8") != made:
            sys.exit("studies/causes/dvc.yaml is stale: run `python docs/make_causes_dvc.py`")
    else:
        TARGET.write_text(made, encoding="utf-8")
