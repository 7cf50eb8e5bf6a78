"""Write docs/map.md: each module's first line, what it imports of the project, and the tables; --check compares."""

import ast
import sys
from pathlib import Path

from confoundry.tables import TABLES

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src"
MAP = ROOT / "docs" / "map.md"


def described(path: Path) -> str:
    """Return one line on a module: its name, what it is, and what it imports of the project."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    line = (ast.get_docstring(tree) or "").splitlines()[0]
    names = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module}
    used = sorted(name.removeprefix("confoundry.") for name in names if name.startswith("confoundry."))
    return f"- `{path.name}`: {line}" + (f" ← {', '.join(used)}" if used else "")


def folder_section(folder: Path) -> list[str]:
    """Return the lines on one folder."""
    name = folder.relative_to(SOURCE).as_posix()
    line = (ast.get_docstring(ast.parse((folder / "__init__.py").read_text(encoding="utf-8"))) or "").splitlines()[0]
    modules = [path for path in sorted(folder.glob("*.py")) if path.name != "__init__.py"]
    return [f"## {name}", "", line, "", *(described(path) for path in modules), ""]


def table_section() -> list[str]:
    """Return the lines on the tables."""
    rows = [
        f"- `{name}`: {', '.join(f'{c} ({kind})' for c, kind in columns.items())}" for name, columns in TABLES.items()
    ]
    return ["## Tables", "", *rows, ""]


def text() -> str:
    """Return the whole map."""
    folders = sorted({path.parent for path in (SOURCE / "confoundry").rglob("__init__.py")})
    head = ["# Map of the code", "", "Made by `make map`; ← lists what a module imports of the project.", ""]
    return "\n".join([*head, *table_section(), *(line for folder in folders for line in folder_section(folder))])


if __name__ == "__main__":
    if sys.argv[1:] == ["--check"]:
        if not MAP.exists() or MAP.read_text(encoding="utf-8") != text():
            sys.exit("docs/map.md is stale: run `make map`")
    else:
        MAP.write_text(text(), encoding="utf-8")
