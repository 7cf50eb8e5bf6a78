"""A question as people ask it: a program with mistakes in it, each of which can be mended alone."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from bench.faults.program import Data, Program
from confoundry.diagnosis.facts import Task

if TYPE_CHECKING:
    import keras


@dataclass(frozen=True)
class Mistake:
    """A setting of a program that its author got wrong.

    Attributes:
        asked: As it is in the program.
        mended: As it should be.
        causes: Names (diagnosis/names.py) any of which says what is wrong; none where Keras makes the mistake harmless.
    """

    asked: Any
    mended: Any
    causes: tuple[str, ...]


@dataclass(frozen=True)
class Made:
    """What settings make of a program.

    Attributes:
        data: Returns the samples; none are held out where there are too few.
        build: Returns the network, compiled.
        epochs: Passes over the samples.
        batch_size: Samples a step.
    """

    data: Callable[[], Data]
    build: Callable[[], keras.Model]
    epochs: int
    batch_size: int = 32


@dataclass(frozen=True)
class Question:
    """A program with mistakes, and the same program as it should be.

    Attributes:
        make: Takes a setting for each mistake; its docstring says what the asker saw.
        task: What the labels ask for.
        mistakes: By the setting's name.
        raises: A part of the message with which Keras refuses the program; empty where it trains.
    """

    make: Callable[..., Made]
    task: Task
    mistakes: Mapping[str, Mistake]
    raises: str = ""

    @property
    def name(self) -> str:
        """What it is called in tables."""
        return self.make.__name__

    @property
    def saw(self) -> str:
        """What the asker saw."""
        return str(self.make.__doc__)

    @property
    def causes(self) -> tuple[str, ...]:
        """All true causes, each once."""
        return tuple(dict.fromkeys(cause for mistake in self.mistakes.values() for cause in mistake.causes))

    def program(self, mended: Collection[str] = ()) -> Program:
        """Return the program with some mistakes mended."""
        settings = {
            name: mistake.mended if name in mended else mistake.asked for name, mistake in self.mistakes.items()
        }
        made = self.make(**settings)
        left = [name for name in self.mistakes if name not in mended]
        program = Program(
            name=self.name,
            dataset=self.name.split("_")[0],
            architecture=self.name,
            task=self.task,
            epochs=made.epochs,
            batch_size=made.batch_size,
            builder=made.build,
            reader=made.data,
            content=f"{self.name} {settings}",
        )
        return replace(program, fault=" + ".join(left), accepted=self.causes) if left else program

    def mended(self) -> Program:
        """Return the program without its mistakes."""
        return self.program(self.mistakes)
