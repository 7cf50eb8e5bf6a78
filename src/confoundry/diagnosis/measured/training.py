"""Training a stand-in for a model under a monitor, and what was measured of it, its data and the training."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import keras
from numpy.typing import NDArray

from confoundry.diagnosis.facts import Facts, NetworkFacts, Trial
from confoundry.diagnosis.measured.copying import StandIn, stand_in
from confoundry.diagnosis.measured.data import data_facts, uses
from confoundry.diagnosis.measured.handed_over import handed_over, split
from confoundry.diagnosis.measured.network import network_facts
from confoundry.diagnosis.measured.reference import Reference, reference
from confoundry.diagnosis.measured.run import Run
from confoundry.diagnosis.measured.samples import Samples
from confoundry.diagnosis.measured.scores import chance, threshold_of
from confoundry.diagnosis.measured.scoring import Scoring
from confoundry.diagnosis.measured.task import Target, counted, known_of, target_of


class Measured:
    """A training that was watched; short ones may follow.

    Args:
        facts: What was measured.
        run: The training.
    """

    def __init__(self, facts: Facts, run: Run) -> None:
        self._facts, self._run, self._trials = facts, run, ()

    @property
    def facts(self) -> Facts:
        """All that was measured, with the trials so far."""
        return replace(self._facts, run=replace(self._facts.run, trials=self._trials))

    def trial(self, start: str, rate: float, epochs: int) -> Trial | None:
        """Train again for a short while, and add it to the facts.

        Args:
            start: `initial` or `trained`: which weights to begin from.
            rate: Factor on the learning rate.
            epochs: How long; a schedule is run through in that time.

        Returns:
            How it went; None where training fails.
        """
        found = self._run.trial(start, rate, epochs)
        self._trials += () if found is None else (found,)
        return found


@contextmanager
def measure(
    model: keras.Model,
    x: Any,
    y: Any,
    *,
    validation: Any = None,
    epochs: int,
    batch_size: int,
    seed: int = 0,
) -> Iterator[Measured]:
    """Train a stand-in for a model, and yield what was measured; the model itself is as it was afterwards.

    Args:
        model: Any compiled Keras model.
        x: Inputs: an array (n, …), several in a list or a dictionary, a frame, a tensor; or a `tf.data.Dataset` of
            batches (x, y), with y None.
        y: Labels, likewise.
        validation: Held-out inputs and labels. Where there are none, 20 % are held out from 50 samples on.
        epochs: Passes over the training samples.
        batch_size: Samples a step.
        seed: Decides the order of the samples, and which are held out.

    Raises:
        BadInput: The model is not compiled, or the arrays do not belong together.
    """
    samples, held = handed_over(model, x, y, validation, epochs=epochs, batch_size=batch_size)
    with _quiet():
        trainee = stand_in(model, samples.at(slice(0, 2)).x, seed=seed)
    with trainee.lent():
        with _quiet():
            found = _measured(trainee, samples, held, epochs=epochs, batch_size=batch_size, seed=seed)
        yield found


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep back Keras' warnings of a network: they came when it was built, and facts say more."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def _measured(trainee: StandIn, samples: Samples, held: Samples | None, **settings: int) -> Measured:
    network = network_facts(trainee.model, _symbols(trainee.model, samples))
    if held is None:
        samples, held = split(samples, target_of(network, samples.labels), seed=settings["seed"])
    data = data_facts(network, samples.inputs, samples.targets, None if held is None else (held.inputs, held.targets))
    target = Target(data.task, data.labels, data.classes, network.ignored)
    scoring = Scoring(trainee.model, samples.x, target, threshold_of(network, data.label_low))
    known = known_of(target, (held or samples).labels)
    run = Run(trainee, scoring, samples, held, **settings)
    stock = None if data.reconstructs else _reference(network, target, samples, held)  # which could copy the inputs
    facts = replace(
        run.train(),
        chance=chance(target.task, known[counted(target, known)]),
        reference=stock and stock.score,
        reference_name=stock.name if stock else "",
        surest=stock and stock.surest,
    )
    return Measured(Facts(network, data, facts), run)


def _reference(network: NetworkFacts, target: Target, train: Samples, held: Samples | None) -> Reference | None:
    words = [use == "looked up" for use in uses(network, len(train.inputs))]
    others = None if held is None else _counted(target, held)
    return reference(target.task, *_counted(target, train), others, words=words)


def _counted(target: Target, samples: Samples) -> tuple[list[NDArray], NDArray]:
    """Return inputs and labels, without the samples whose label counts for nothing."""
    known = known_of(target, samples.labels)
    kept = counted(target, known) if len(known) == len(samples) else slice(None)
    return [array[kept] for array in samples.inputs], known[kept]


def _symbols(model: keras.Model, samples: Samples) -> Any:
    """Return symbolic inputs for a model that does not show its own."""
    if getattr(model, "outputs", None):
        return None
    return keras.tree.map_structure(lambda array: keras.Input(array.shape[1:], dtype=array.dtype.name), samples.x)
