"""Waiting for other processes, without sleeping longer than it takes."""

import time
from collections.abc import Callable
from typing import TypeVar

import psutil

T = TypeVar("T")
PATIENCE = 240  # seconds for what takes a few: a Prefect server's first start migrates a database


def wait_for(found: Callable[[], T]) -> T:
    """Wait until something is found, and return it."""
    end = time.monotonic() + PATIENCE
    while not (value := found()):
        assert time.monotonic() < end, "it did not come"
        time.sleep(0.05)
    return value


def alive(pid: int) -> bool:
    """Return whether a process runs; one that has ended and was not asked for yet does not."""
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False
