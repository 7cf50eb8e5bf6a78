"""Three parts that share no pair of data set and architecture: to develop on, to fit thresholds on, and a sealed one."""

from __future__ import annotations

from functools import cache
from itertools import islice

from bench.faults.architectures import ARCHITECTURES
from bench.faults.generating import faulty, healthy
from bench.faults.program import Program
from bench.faults.recipes import pairs
from confoundry.keys import key

SHARES = {"develop": 0.14, "threshold": 0.20, "sealed": 0.66}  # of the pairs of each kind of input
SIZES = {"develop": (24, 60), "threshold": (40, 62), "sealed": (260, 540)}  # healthy, faulty; more are a superset


@cache
def parted() -> dict[str, list[tuple[str, str]]]:
    """Return the pairs of each part: those of a kind of input in the order of their keyed hashes, cut in three."""
    parts: dict[str, list[tuple[str, str]]] = {part: [] for part in SHARES}
    for kind in ("table", "image", "sequence"):
        here = [pair for pair in pairs() if ARCHITECTURES[pair[1]].kind == kind]
        left = iter(sorted(here, key=lambda pair: key("faults", "part", *pair)))
        for part, share in SHARES.items():
            parts[part] += islice(left, max(2, round(share * len(here))))
        parts["sealed"] += left
    return parts


@cache
def programs(part: str) -> tuple[Program, ...]:
    """Return a part's programs, healthy ones first."""
    many, more = SIZES[part]
    sound = healthy(parted()[part])[:many]
    return (*sound, *faulty(sound)[:more])
