"""Replaces methods of objects temporarily, bypassing Keras, which would track, lock or save them."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any


@contextmanager
def replaced(methods: Iterable[tuple[object, str, Callable[..., Any]]]) -> Iterator[None]:
    """Replace methods within the block.

    Args:
        methods: For each method the object, the name, and its replacement.
    """
    with ExitStack() as stack:
        for owner, name, method in methods:
            stack.callback(_put_back, owner, name, vars(owner).get(name))
            object.__setattr__(owner, name, method)
        yield


def _put_back(owner: object, name: str, own: Any) -> None:
    if own is None:
        object.__delattr__(owner, name)
    else:
        object.__setattr__(owner, name, own)
