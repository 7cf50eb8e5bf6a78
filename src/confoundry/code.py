"""Which files a module's code is in: the module and all that it imports, found without running it."""

import ast
import hashlib
from collections.abc import Iterable
from pathlib import Path

# What these lead to is accounted for entry by entry (`data/resolved/`), so that a new line in them re-runs no more.
TABLES = frozenset({"confoundry.confounds.table", "confoundry.networks.table"})
PUBLIC_NAMES = "confoundry"  # the package itself resolves its public names lazily: they are no stage's code


def closure(modules: Iterable[str], roots: Iterable[Path], leave_out: Iterable[str] = TABLES) -> dict[str, Path]:
    """Return the modules that lie under the roots and are reached by imports, those inside functions included.

    Args:
        modules: Where to begin, as `confoundry.stages.train`.
        roots: Folders that packages lie in, as `src` and the study's own.
        leave_out: Modules that are not followed and not returned.

    Returns:
        Module name → its file, packages by their `__init__.py`.
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
    """Return a SHA-256 over the contents of files, in their order."""
    digest = hashlib.sha256()
    for path in files:
        content = path.read_bytes()
        digest.update(len(content).to_bytes(8, "big") + content)
    return digest.hexdigest()


def _has_code(path: Path) -> bool:
    """Return whether a file holds more than its docstring."""
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
    """Return all names that a file imports, as modules; `from a import b` gives both a and a.b."""
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
