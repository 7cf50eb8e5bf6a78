"""Keys and generators: the words alone decide."""

import hashlib
import subprocess
import sys

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from confoundry.keys import generator, key


def test_a_key_is_the_start_of_the_words_sha256():
    assert key(0, "map", 3) == int(hashlib.sha256(b"0\x00map\x003").hexdigest()[:16], 16)


@given(st.lists(st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"])), min_size=1), st.integers(0))
def test_words_are_not_run_together(words, cut):
    place = cut % len(words)
    joined = [*words[:place], "".join(words[place : place + 2]), *words[place + 2 :]]
    if joined != words:
        assert key(*words) != key(*joined)


def test_a_generator_depends_on_its_words_alone():
    first = generator(0, "map", "lighting", 3).random(4)
    generator(0, "map", "lighting", 2).random(100)
    np.random.seed(1)  # noqa: NPY002
    assert (generator(0, "map", "lighting", 3).random(4) == first).all()
    assert (generator(0, "map", "lighting", 4).random(4) != first).all()


def test_another_process_draws_the_same():
    code = "from confoundry.keys import generator; print(generator('a', 1).integers(10**9))"
    draws = {subprocess.run([sys.executable, "-c", code], capture_output=True, check=True).stdout for _ in range(2)}
    assert draws == {f"{generator('a', 1).integers(10**9)}\n".encode()}
