"""Finds the files that contain a module's code: the module and everything that it imports, without running it."""

import ast
import hashlib
from collections.abc import Iterable
from pathlib import Path

# The entries of these tables are hashed one by one (`data/resolved/`), so that a new entry re-runs no other stage.
TABLES = frozenset({"confoundry.confounds.table", "confoundry.networks.table"})
PUBLIC_NAMES = "confoundry"  # the package imports its public names lazily: they are not part of a stage's code


def closure(modules: Iterable[str], roots: Iterable[Path], leave_out: Iterable[str] = TABLES) -> dict[str, Path]:
    """Return the modules under the roots that are reached by imports, including imports inside functions.

    Args:
        modules: The modules to start from, such as `confoundry.stages.train`.
        roots: Folders that contain packages, such as `src` and the study's own folder.
        leave_out: Modules that are neither followed nor returned.

    Returns:
        The file of each module by name. The file of a package is its `__init__.py`.
    """
    roots, found, waiting = list(roots), {}, list(modules)
    left_out = set(leave_out)
    while waiting:
        module = waiting.pop()
        path = None if module in found or module in left_out else _file(module, roots)
        if path:
            found[module] = path
            waiting += [*_imports(path, module), *_parents(module)]
    return {module: path for module, path in sorted(found.items()) if module != PUBLIC_NAMES and _has_code(path)}


def code_hash(files: Iterable[Path]) -> str:
    """Return a SHA-256 hash of the contents of files, in the given order."""
    digest = hashlib.sha256()
    for path in files:
        content = path.read_bytes()
        digest.update(len(content).to_bytes(8, "big") + content)
    return digest.hexdigest()


def _has_code(path: Path) -> bool:
    """Return whether a file contains more than a docstring."""
    body = ast.parse(path.read_text(encoding="utf-8")).body
    return any(not (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)) for node in body)


def _file(module: str, roots: list[Path]) -> Path | None:
    relative = Path(*module.split("."))
    candidates = [root / path for root in roots for path in (relative.with_suffix(".py"), relative / "__init__.py")]
    return next((path for path in candidates if path.is_file()), None)


def _parents(module: str) -> list[str]:
    parts = module.split(".")
    return [".".join(parts[:end]) for end in range(1, len(parts))]


def _imports(path: Path, module: str) -> list[str]:
    """Return all names that a file imports, as modules. `from a import b` gives both a and a.b."""
    package = module if path.name == "__init__.py" else module.rpartition(".")[0]
    names: list[str] = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"), str(path))):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            above = package.split(".")[: len(package.split(".")) - node.level + 1] if node.level else []
            base = ".".join([*above, *([node.module] if node.module else [])])
            names += [base, *(f"{base}.{alias.name}" for alias in node.names)]
    return names
