"""A sequence whose items are made when they are asked for, and kept as long as there is room."""

from collections.abc import Callable, Iterator
from typing import Generic, TypeVar

T = TypeVar("T")


class Kept(Generic[T]):
    """Items that are the same each time they are made; some are kept, so that memory is bounded and none is lost.

    Args:
        make: Returns the item at a place.
        count: Number of items.
        room: How many may be kept: the first ones that are asked for.
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
