"""Three parts that share no pair of data set and architecture: to develop on, to fit thresholds on, a sealed one."""

from __future__ import annotations

from functools import cache
from itertools import islice

from bench.faults.datasets import DATASETS
from bench.faults.generating import faulty, healthy
from bench.faults.program import Program
from bench.faults.recipes import pairs
from confoundry.keys import key

SHARES = {"develop": 0.15, "threshold": 0.25}  # of each data set's architectures; the others are sealed
SIZES = {"develop": (24, 60), "threshold": (40, 62), "sealed": (245, 420)}  # healthy, faulty; more are a superset


@cache
def parted() -> dict[str, list[tuple[str, str]]]:
    """Return the pairs of each part: each data set's, in the order of their keyed hashes, cut in three."""
    parts: dict[str, list[tuple[str, str]]] = {part: [] for part in SIZES}
    for dataset in DATASETS:
        here = [pair for pair in pairs() if pair[0] == dataset]
        left = iter(sorted(here, key=lambda pair: key("faults", "part", *pair)))
        for part, share in SHARES.items():
            parts[part] += islice(left, max(1, round(share * len(here))))
        parts["sealed"] += left
    return parts


@cache
def programs(part: str) -> tuple[Program, ...]:
    """Return a part's programs, healthy ones first."""
    many, more = SIZES[part]
    sound = healthy(parted()[part])[:many]
    return (*sound, *faulty(sound)[:more])
