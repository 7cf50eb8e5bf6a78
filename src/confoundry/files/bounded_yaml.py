"""Loading YAML that people write: nesting and aliases are bounded before anything is built from them."""

import io
from typing import Any

import yaml

SAFE: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
DEEPEST = 100  # levels of nesting, aliases included
LARGEST = 1_000_000  # characters and values that all aliases of a file may add to it


class _Named(io.StringIO):
    """A text that errors call by its file's name."""

    def __init__(self, text: str, name: str) -> None:
        super().__init__(text)
        self.name = name


def load_yaml(text: str, name: str, loader: Any = SAFE) -> Any:
    """Return what YAML text says, read with a safe loader.

    A few lines of aliases of aliases can stand for gigabytes, and deep nesting overflows the stack of whatever reads
    it. So the text is first gone through event by event, which takes neither memory nor recursion.

    Args:
        text: One YAML document.
        name: What errors call it, as the file's name.
        loader: A subclass of PyYAML's safe loader.

    Raises:
        yaml.YAMLError: It is no YAML, is nested too deeply, or its aliases expand to too much.
    """
    check_bounds(text, name)
    return yaml.load(_Named(text, name), Loader=loader)  # noqa: S506


def check_bounds(text: str, name: str) -> None:
    """Go through YAML text, with the size that each anchor stands for once its aliases are replaced.

    Raises:
        yaml.YAMLError: As `load_yaml`.
    """
    sizes: dict[str, tuple[int, int]] = {}  # by anchor: characters and values, levels of nesting
    open_ones: list[tuple[str | None, int, int]] = []  # the collections around: anchor, size, levels below
    added = 0
    for event in yaml.parse(_Named(text, name), Loader=SAFE):
        anchor, size, levels = getattr(event, "anchor", None), 0, 0
        if isinstance(event, yaml.CollectionStartEvent):
            if len(open_ones) >= DEEPEST:
                raise _refused(event, f"more than {DEEPEST} levels of nesting")
            open_ones.append((anchor, 1, 1))
            continue
        if isinstance(event, yaml.CollectionEndEvent):
            anchor, size, levels = open_ones.pop()
        elif isinstance(event, yaml.ScalarEvent):
            size = 1 + len(event.value)
        elif isinstance(event, yaml.AliasEvent):
            if any(one == anchor for one, _, _ in open_ones):
                raise _refused(event, f"*{anchor} inside of &{anchor} itself")
            size, levels = sizes.get(anchor or "", (0, 0))  # an alias of nothing is the loader's to refuse
            added += size
            if added > LARGEST:
                raise _refused(event, f"aliases that expand to more than {LARGEST:,} characters")
            if len(open_ones) + levels > DEEPEST:
                raise _refused(event, f"more than {DEEPEST} levels of nesting, with aliases expanded")
        if anchor and not isinstance(event, yaml.AliasEvent):
            sizes[anchor] = size, levels
        if open_ones:
            above, around, below = open_ones[-1]
            open_ones[-1] = above, around + size, max(below, levels + 1)


def _refused(event: Any, what: str) -> yaml.YAMLError:
    return yaml.MarkedYAMLError(problem=what, problem_mark=event.start_mark)
