"""From settings to programs: the healthy ones of a pair, and those with a mistake in one of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from bench.faults.catalogue import FAULTS
from bench.faults.compiling import built
from bench.faults.datasets import DATASETS
from bench.faults.preparing import prepared
from bench.faults.program import Program
from bench.faults.recipes import twins
from bench.faults.scoring import score
from bench.faults.settings import Settings
from confoundry.keys import key


def healthy(pairs: Sequence[tuple[str, str]]) -> list[Program]:
    """Return the healthy programs of some pairs; as many pairs as possible come before a pair comes again."""
    named = [list(twins(*pair).items()) for pair in sorted(pairs, key=lambda pair: key("faults", "turn", *pair))]
    rounds = max(map(len, named), default=0)
    return [_program(*of_pair[turn]) for turn in range(rounds) for of_pair in named if turn < len(of_pair)]


def faulty(among: Sequence[Program]) -> list[Program]:
    """Return all programs with one mistake in one of these: each mistake once, in an order of its own, then again."""
    settings = {program.name: Settings.model_validate_json(program.content) for program in among}
    queues = [list(_with(fault, settings)) for fault in FAULTS]
    return [queue[turn] for turn in range(max(map(len, queues))) for queue in queues if turn < len(queue)]


def _with(fault: str, twins: dict[str, Settings]) -> Iterator[Program]:
    """Yield programs with a mistake, its levels by turns."""
    can = [name for name, settings in twins.items() if FAULTS[fault].where(settings)]
    levels = range(1, len(FAULTS[fault].levels) + 1)
    queues = [sorted(can, key=lambda name: key("faults", name, fault, level)) for level in levels]
    first = key("faults", "first level", fault, *sorted(can)) % len(levels)
    for turn in range(len(can)):
        for level in (*levels[first:], *levels[:first]):
            name = queues[level - 1][turn]
            yield _program(name, FAULTS[fault].plant(twins[name], level), twins[name], fault, level)


def _program(
    twin: str, settings: Settings, before: Settings | None = None, fault: str | None = None, level: int = 0
) -> Program:
    judged = settings.changed(loss=before.loss) if before else settings
    return Program(
        name=f"{twin}+{fault}-{level}" if fault else twin,
        dataset=settings.dataset,
        architecture=settings.architecture,
        task=DATASETS[settings.dataset].task,
        epochs=settings.epochs,
        batch_size=settings.batch_size,
        builder=partial(built, settings),
        reader=partial(prepared, settings),
        fault=fault,
        severity=str(level) if fault else "",
        twin=twin,
        accepted=FAULTS[fault].accepted if fault else (),
        scorer=partial(score, settings=judged),
        content=settings.model_dump_json(exclude_defaults=True),
    )
