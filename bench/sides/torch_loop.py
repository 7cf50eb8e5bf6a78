"""PyTorch: the loop as one writes it, eager, or with the step compiled by `torch.compile`."""

import os
import sys

os.environ["TORCHINDUCTOR_FORCE_DISABLE_CACHES"] = "1"  # the first call compiles

import numpy as np
import torch
from serve import Side, serve
from torch import nn

THREADS = int(sys.argv[1]) if len(sys.argv) > 1 else 1  # 0: as the framework likes
COMPILED = sys.argv[2:] == ["compiled"]
if THREADS:
    torch.set_num_threads(THREADS)
    torch.set_num_interop_threads(THREADS)
ACTIVATIONS = {"relu": [nn.ReLU], "tanh": [nn.Tanh], "linear": []}


class ToRows(nn.Module):
    """Flatten height, width, channels in that order, which is the order of the weights."""

    def forward(self, x):
        """Return (n, h·w·c)."""
        return x.permute(0, 2, 3, 1).flatten(1)


def network(layers):
    """Return the network; its sizes come with its first weights."""
    modules, shape = [], (28, 28, 1)
    for layer in layers:
        if layer["layer"] == "flatten":
            modules.append(ToRows())
            shape = (int(np.prod(shape)),)
        elif layer["layer"] == "dense":
            modules += [nn.Linear(shape[0], layer["units"]), *(one() for one in ACTIVATIONS[layer["activation"]])]
            shape = (layer["units"],)
        elif layer["layer"] == "conv":
            modules.append(nn.Conv2d(shape[2], layer["filters"], layer["size"], padding=layer["padding"]))
            modules += [one() for one in ACTIVATIONS[layer["activation"]]]
            lost = 0 if layer["padding"] == "same" else layer["size"] - 1
            shape = (shape[0] - lost, shape[1] - lost, layer["filters"])
        elif layer["layer"] == "pool":
            modules.append(nn.MaxPool2d(2) if layer["kind"] == "max" else nn.AvgPool2d(2))
            shape = (shape[0] // 2, shape[1] // 2, shape[2])
        else:
            modules.append(nn.Dropout(layer["rate"]))
    return nn.Sequential(*modules)


class TorchLoop(Side):
    """Forms: Adam for all weights in one call or not, images stored with channels last or first."""

    def forms(self, layers):
        """Return those that can matter: compiling takes long, so one Adam then, and dense layers have no channels."""
        lasts = (False, True) if any(one["layer"] == "conv" for one in layers) else (False,)
        return [
            {"fused_adam": fused, "channels_last": last}
            for fused in ((True,) if COMPILED else (True, False))
            for last in lasts
        ]

    def build(self, layers, data, batch, form):
        """Build the network, and compile the step."""
        torch._dynamo.reset()
        torch.manual_seed(0)
        self.batch, self.form = batch, form
        self.layout = torch.channels_last if form["channels_last"] else torch.contiguous_format
        self.model = network(layers).to(memory_format=self.layout)
        self.x, self.y = self._images(data[0]), torch.from_numpy(data[1]).long()
        with_weights = [one for one in layers if one["layer"] in ("dense", "conv")]
        kernels = list(self.model.parameters())[::2]
        self.penalties = [(one["l2"], w) for one, w in zip(with_weights, kernels, strict=True) if one.get("l2")]
        self.loss = torch.compile(self._loss) if COMPILED else self._loss

    def _images(self, images):
        return torch.from_numpy(images).permute(0, 3, 1, 2).contiguous(memory_format=self.layout)

    def _loss(self, x, y):
        wrong = nn.functional.cross_entropy(self.model(x), y)
        for factor, kernel in self.penalties:
            wrong = wrong + factor * kernel.square().sum()
        return wrong

    def reset(self, weights):
        """Put in weights: (in, out) and (h, w, in, out) as PyTorch wants them."""
        with torch.no_grad():
            for mine, given in zip(self.model.parameters(), weights, strict=True):
                axes = {1: (0,), 2: (1, 0), 4: (3, 2, 0, 1)}[given.ndim]
                mine.copy_(torch.from_numpy(given).permute(axes))
        self.optimizer = torch.optim.Adam(self.model.parameters(), lr=1e-3, eps=1e-7, fused=self.form["fused_adam"])

    def run(self, orders):
        """Train."""
        self.model.train()
        for order in orders:
            for rows in torch.from_numpy(order).long().split(self.batch):
                self.optimizer.zero_grad()
                self.loss(self.x[rows], self.y[rows]).backward()
                self.optimizer.step()

    @torch.no_grad()
    def answers(self, images):
        """Return the classes."""
        self.model.eval()
        return self.model(self._images(images)).argmax(1).numpy()


if __name__ == "__main__":
    serve(TorchLoop())
