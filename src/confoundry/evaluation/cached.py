"""A sequence whose items are computed on demand, and cached while there is room."""

from collections.abc import Callable, Iterator
from typing import Generic, TypeVar

T = TypeVar("T")


class Cached(Generic[T]):
    """A sequence of reproducible items. Only some are cached, so that memory is bounded; the rest are computed again.

    Args:
        make: Returns the item at a place.
        count: Number of items.
        room: How many items are cached: the first ones that are requested.
    """

    def __init__(self, make: Callable[[int], T], count: int, room: int) -> None:
        self._make, self._count, self._room = make, count, room
        self._kept: dict[int, T] = {}

    def __len__(self) -> int:
        return self._count

    def __getitem__(self, place: int) -> T:
        if place in self._kept:
            return self._kept[place]
        made = self._make(place)
        if len(self._kept) < self._room:
            self._kept[place] = made
        return made

    def __iter__(self) -> Iterator[T]:
        return (self[place] for place in range(self._count))
