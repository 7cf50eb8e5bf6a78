"""What tests share without asking: global random numbers, and what Keras and TensorFlow keep of models.

A plugin of pytest: `conftest.py` registers it.
"""

import ctypes
import gc
import sys
from collections.abc import Iterator
from contextlib import suppress

import psutil
import pytest
from hypothesis import settings

from confoundry.training.start import start_tensorflow

MUCH = 100 << 20  # bytes: clearing takes most of a second

settings.register_profile("repeatable", derandomize=True, max_examples=50, deadline=None, database=None)
settings.load_profile("repeatable")


def pytest_collection_finish() -> None:
    """Give TensorFlow one thread, and leave all that was imported out of collections of garbage, which take seconds."""
    if "keras" in sys.modules:
        start_tensorflow(1)
    gc.collect()
    gc.freeze()


def _seed() -> None:
    if keras := sys.modules.get("keras"):
        keras.utils.set_random_seed(0)  # Python's and NumPy's generators as well


@pytest.fixture(scope="module", autouse=True)
def _models_of_a_file() -> Iterator[None]:
    """Let go of a file's models and compiled functions after its tests, where they take much memory."""
    _seed()
    before = _memory()
    yield
    if "keras" in sys.modules and _memory() > before + MUCH:
        sys.modules["keras"].utils.clear_session()
        with suppress(AttributeError, OSError):
            ctypes.CDLL(None).malloc_trim(0)  # glibc keeps what TensorFlow has freed: half of what a model took


def _memory() -> int:
    return psutil.Process().memory_info().rss


@pytest.fixture(autouse=True)
def _numbers_of_a_test() -> None:
    """Let no test see how many random numbers others have drawn."""
    _seed()
