"""Which mistakes matter: each program with one mistake left, and with one mended."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from bench.faults.real.question import Question
from bench.faults.real.score import score


@dataclass(frozen=True)
class Harm:
    """What a mistake does, as scores over seeds.

    Attributes:
        program: Name.
        mistake: Name of the setting.
        asked: The whole program as it was asked about.
        mended: The program with all mistakes mended.
        left: The program with this mistake alone.
        without: The program with all mistakes but this one.
    """

    program: str
    mistake: str
    asked: tuple[float, ...]
    mended: tuple[float, ...]
    left: tuple[float, ...]
    without: tuple[float, ...]

    @property
    def matters(self) -> bool:
        """Whether every seed is worse with it: alone, or beside the others."""
        return worse(self.left, self.mended) or worse(self.asked, self.without)


def worse(scores: Iterable[float], than: Iterable[float]) -> bool:
    """Say whether all scores are below all others; one that is no number is below all."""
    return max(map(_number, scores)) < min(map(_number, than))


def harms(question: Question, seeds: int) -> list[Harm]:
    """Return what each mistake of a program does."""
    names = tuple(question.mistakes)
    known: dict[frozenset[str], tuple[float, ...]] = {}

    def scores(mended: Iterable[str]) -> tuple[float, ...]:
        which = frozenset(mended)
        if which not in known:
            known[which] = tuple(score(question, which, seed) for seed in range(seeds))
        return known[which]

    asked, mended = scores(()), scores(names)
    return [Harm(question.name, name, asked, mended, scores(set(names) - {name}), scores({name})) for name in names]


def _number(score: float) -> float:
    return -math.inf if math.isnan(score) else score
