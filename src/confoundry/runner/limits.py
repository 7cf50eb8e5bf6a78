"""Time limits as text: `90 s`, `30 min`, `2 h`."""

import re
import time

from confoundry.errors import BadInput

UNITS = {"s": 1, "sec": 1, "min": 60, "h": 3600}
LIMIT = re.compile(rf"\s*(\d+(?:\.\d+)?)\s*({'|'.join(UNITS)})\s*")


def seconds(limit: str | None, where: str) -> float | None:
    """Return a limit in seconds; None for no limit.

    Raises:
        BadInput: The limit is not a positive number with a unit.
    """
    if limit is None:
        return None
    found = LIMIT.fullmatch(limit)
    if not found or not float(found[1]):
        raise BadInput(where, expected="a time limit such as 90 s, 30 min or 2 h", came=limit, remedy="fix it")
    return float(found[1]) * UNITS[found[2]]


class Every:
    """Limits how often something is done.

    Args:
        pause: The least time between two, in seconds.
    """

    def __init__(self, pause: float) -> None:
        self._pause = pause
        self._next = 0.0

    def due(self) -> bool:
        """Return whether it is time; if so, it is not again until the pause is over."""
        now = time.monotonic()
        if now < self._next:
            return False
        self._next = now + self._pause
        return True
