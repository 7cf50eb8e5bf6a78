"""Methods of an object that are others for a while, past Keras, which would track, lock or save what is set."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any


@contextmanager
def replaced(methods: Iterable[tuple[object, str, Callable[..., Any]]]) -> Iterator[None]:
    """Let objects have other methods meanwhile.

    Args:
        methods: Of each the object, the name, and what is to be called in its place.
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
