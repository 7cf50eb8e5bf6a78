"""Measures a network, its data and the training of a stand-in for it."""

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
from confoundry.diagnosis.measured.run import MonitoredRun
from confoundry.diagnosis.measured.samples import LabelledSamples
from confoundry.diagnosis.measured.scores import chance, threshold_of
from confoundry.diagnosis.measured.scoring import Scoring
from confoundry.diagnosis.measured.task import Target, counted, known_of, target_of


class Measured:
    """The measurements of a monitored training; short trainings can be added.

    Args:
        facts: The facts so far.
        run: The training.
    """

    def __init__(self, facts: Facts, run: MonitoredRun) -> None:
        self._facts, self._run, self._trials = facts, run, ()

    @property
    def facts(self) -> Facts:
        """All facts, including the trials so far."""
        return replace(self._facts, run=replace(self._facts.run, trials=self._trials))

    def trial(self, start: str, rate: float, epochs: int) -> Trial | None:
        """Train again for a short time and add the result to the facts.

        Args:
            start: The weights to start from: `initial` or `trained`.
            rate: Factor on the learning rate.
            epochs: Number of epochs; a schedule is compressed to this time.

        Returns:
            The result; None if training fails.
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
    """Train a stand-in for a model and yield the measurements; the model itself is unchanged afterwards.

    Args:
        model: Any compiled Keras model.
        x: Inputs: an array (n, …), several in a list or a dictionary, a frame, a tensor; or a `tf.data.Dataset` of
            batches (x, y), with y None.
        y: Labels in any of these forms.
        validation: Held-out inputs and labels. If not given, 20 % of the samples are held out if there are at least 50.
        epochs: Passes over the training samples.
        batch_size: Samples per step.
        seed: Determines the order of the samples and which ones are held out.

    Raises:
        BadInput: The model is not compiled, or the arrays do not match each other or the model.
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
    """Suppress Keras' warnings about a network: the user has seen them, and the facts say more."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def _measured(trainee: StandIn, samples: LabelledSamples, held: LabelledSamples | None, **settings: int) -> Measured:
    network = network_facts(trainee.model, _symbols(trainee.model, samples))
    if held is None:
        samples, held = split(samples, target_of(network, samples.labels), seed=settings["seed"])
    data = data_facts(network, samples.inputs, samples.targets, None if held is None else (held.inputs, held.targets))
    target = Target(data.task, data.labels, data.classes, network.ignored)
    scoring = Scoring(trainee.model, samples.x, target, threshold_of(network, data.label_low))
    known = known_of(target, (held or samples).labels)
    run = MonitoredRun(trainee, scoring, samples, held, **settings)
    # no stock model for an autoencoder: it could copy the inputs
    stock = None if data.reconstructs else _reference(network, target, samples, held)
    facts = replace(
        run.train(),
        chance=chance(target.task, known[counted(target, known)]),
        reference=stock and stock.score,
        reference_name=stock.name if stock else "",
        surest=stock and stock.surest,
    )
    return Measured(Facts(network, data, facts), run)


def _reference(
    network: NetworkFacts, target: Target, train: LabelledSamples, held: LabelledSamples | None
) -> Reference | None:
    words = [use == "looked up" for use in uses(network, len(train.inputs))]
    others = None if held is None else _counted(target, held)
    return reference(target.task, *_counted(target, train), others, words=words)


def _counted(target: Target, samples: LabelledSamples) -> tuple[list[NDArray], NDArray]:
    """Return inputs and labels without the samples whose label is ignored."""
    known = known_of(target, samples.labels)
    kept = counted(target, known) if len(known) == len(samples) else slice(None)
    return [array[kept] for array in samples.inputs], known[kept]


def _symbols(model: keras.Model, samples: LabelledSamples) -> Any:
    """Return symbolic inputs for a model without symbolic inputs of its own; None for other models."""
    if getattr(model, "outputs", None):
        return None
    return keras.tree.map_structure(lambda array: keras.Input(array.shape[1:], dtype=array.dtype.name), samples.x)
