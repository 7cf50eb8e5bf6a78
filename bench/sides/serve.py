"""What every side does: build a network, train it for some epochs when asked, and say how long that took.

A side is a process that reads one request a line and answers with one line, both JSON, so that the epochs of several
frameworks can be measured in turns. It needs its own framework and NumPy, and nothing of this project.
"""

import json
import os
import sys
import time
from abc import ABC, abstractmethod

import numpy as np

CHOOSING = 1000  # images on which a side chooses among its forms


class Side(ABC):
    """A framework that trains; its forms are the ways to write the same loop, of which the fastest counts."""

    def forms(self, layers):  # noqa: ARG002
        """Return the forms to choose from, as dictionaries."""
        return [{}]

    @abstractmethod
    def build(self, layers, data, batch, form):
        """Build the network with its optimizer, and put the data where training wants them."""

    @abstractmethod
    def reset(self, weights):
        """Put in initial weights, and forget what the optimizer has gathered."""

    @abstractmethod
    def run(self, orders):
        """Train an epoch for each row of orders (epochs, n), and return when all is done."""

    @abstractmethod
    def answers(self, images):
        """Return the class of each image (n, 28, 28, 1)."""

    def open(self, layers, data, start, batch):
        """Choose the form that is fastest on these layers, and build it."""
        self.data = dict(np.load(data))
        forms = self.forms(layers)
        chosen = self._fastest(forms, layers, dict(np.load(start)), batch) if len(forms) > 1 else forms[0]
        begun = time.perf_counter()
        self.build(layers, (self.data["x_train"], self.data["y_train"]), batch, chosen)
        return {"form": chosen, "seconds": time.perf_counter() - begun}

    def start(self, start):
        """Begin anew, from the weights and with the orders of a file."""
        loaded = dict(np.load(start))
        self.orders, self.done = loaded["orders"], 0
        self.reset(_weights(loaded))
        return {}

    def train(self, epochs):
        """Train for some more epochs."""
        orders = self.orders[self.done : self.done + epochs]
        begun = time.perf_counter()
        self.run(orders)
        seconds = time.perf_counter() - begun
        self.done += epochs
        return {"seconds": seconds}

    def score(self):
        """Return the share of the test images that is answered rightly."""
        return {"accuracy": float(np.mean(self.answers(self.data["x_test"]) == self.data["y_test"]))}

    def _fastest(self, forms, layers, start, batch):
        few = min(CHOOSING, len(self.data["x_train"])) // batch * batch
        data = (self.data["x_train"][:few], self.data["y_train"][:few])
        orders, seconds = np.arange(few, dtype=np.int32)[None], []
        for form in forms:
            self.build(layers, data, batch, form)
            self.reset(_weights(start))
            self.run(orders)
            seconds.append(min(_timed(self.run, orders) for _ in range(3)))
        return forms[int(np.argmin(seconds))]


def serve(side):
    """Answer requests until the input ends."""
    channel = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # what a framework prints is no answer
    for line in sys.stdin:
        request = json.loads(line)
        answer = getattr(side, request.pop("do"))(**request)
        print(json.dumps(answer), file=channel, flush=True)


def _weights(loaded):
    return [loaded[f"arr_{number}"] for number in range(len(loaded) - 1)]


def _timed(call, *arguments):
    begun = time.perf_counter()
    call(*arguments)
    return time.perf_counter() - begun
