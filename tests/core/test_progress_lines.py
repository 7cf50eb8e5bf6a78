"""Progress: a line half way where nobody watches, a bar on a terminal."""

import io
import sys

from confoundry.stages.progress import progress


class Terminal(io.StringIO):
    def isatty(self):
        return True


def go_through(total, epochs):
    with progress("train · lighting × l2", total, epochs) as steps:
        for _ in range(total):
            for epoch in range(epochs):
                steps.epoch(epoch + 1)
            steps.model()


def test_one_plain_line_half_way(capsys):
    go_through(9, 2)
    assert capsys.readouterr() == ("train · lighting × l2: 4 of 9 models\n", "")


def test_few_models(capsys):
    go_through(2, 1)
    assert capsys.readouterr() == ("train · lighting × l2: 1 of 2 models\n", "")


def test_a_bar_on_a_terminal(capsys, monkeypatch):
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr(sys, "stderr", screen := Terminal())
    go_through(3, 2)
    assert "train · lighting × l2" in screen.getvalue()
    assert "3/3" in screen.getvalue()
    assert "epoch 2 of 2" in screen.getvalue()
    assert capsys.readouterr().out == ""
