"""What `diagnose` says of a program, against what is known to be wrong with it."""

from __future__ import annotations

from dataclasses import dataclass

import keras

from bench.faults.program import Program


@dataclass(frozen=True)
class Answer:
    """What was said of a program.

    Attributes:
        program: Name.
        named: Causes in the order in which they were named.
        accepted: The true causes; none for a mended program.
        error: What `diagnose` died of; empty where it answered.
    """

    program: str
    named: tuple[str, ...]
    accepted: tuple[str, ...]
    error: str = ""

    @property
    def detected(self) -> bool:
        """Whether anything was named."""
        return bool(self.named)

    def hit(self, top: int) -> bool:
        """Whether a true cause is among the first ones that were named."""
        return any(cause in self.accepted for cause in self.named[:top])

    @property
    def verdict(self) -> str:
        """`first`: the first cause is a true one; `hit`: one of the first three is; or `miss`, `silent`, `error`.

        Of a mended program `healthy`, or `alarm`.
        """
        if self.error:
            return "error"
        if not self.accepted:
            return "alarm" if self.detected else "healthy"
        if not self.detected:
            return "silent"
        return "first" if self.hit(1) else "hit" if self.hit(3) else "miss"


def answer(program: Program, seed: int = 0) -> Answer:
    """Diagnose a program; what goes wrong in that is an answer too."""
    from confoundry.diagnosis.diagnose import diagnose

    keras.utils.clear_session()
    keras.utils.set_random_seed(seed)
    x, y, x_val, y_val = program.data()
    validation = (x_val, y_val) if len(x_val) else None
    settings = {"epochs": program.epochs, "batch_size": program.batch_size, "seed": seed}
    try:
        said = diagnose(program.build(), x, y, validation=validation, **settings)
    except Exception as error:  # whatever it is, nobody was helped
        return Answer(program.name, (), program.accepted, f"{type(error).__name__}: {error}")
    return Answer(program.name, tuple(dict.fromkeys(cause.name for cause in said.causes)), program.accepted)
