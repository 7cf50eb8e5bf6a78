"""What `model.fit` calls for each batch, watched: one function for steps that are sampled, another for the others."""

from collections.abc import Callable
from typing import Any

import keras

from confoundry.training.monitor.replaced import replaced
from confoundry.training.monitor.watch import Watch


def watched_train_function(model: keras.Model, watch: Watch) -> Callable[[Any], Any]:
    """Return a train function like Keras' own, of the watched step.

    Where a call takes several steps, each asks in the graph whether it is due, which costs more.
    """
    if model.steps_per_execution > 1:
        return _made(model, watch.step)

    def taking(due: bool) -> Callable[[Any], Any]:
        def step(data: Any) -> Any:
            with watch.sampling(due):
                return watch.step(data)

        return step

    functions = {due: _made(model, taking(due)) for due in (True, False)}
    return lambda iterator: functions[watch.next_is_due()](iterator)


def _made(model: keras.Model, step: Callable[[Any], Any]) -> Callable[[Any], Any]:
    with replaced([(model, "train_step", step)]):
        model.make_train_function(force=True)
    made: Any = model.train_function
    return made
