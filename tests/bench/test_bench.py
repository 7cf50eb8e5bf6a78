"""What the benchmark writes and shows, and the smallest one through the real processes. No time is asserted."""

import io
import json
import subprocess
import sys
from pathlib import Path

import pytest
from rich.console import Console

from bench.chart import draw
from bench.digits import write_digits, write_start
from bench.networks import NETWORKS
from bench.process import SideFailed, SideProcess
from bench.summary import network_summary
from bench.table import show

ROOT = Path(__file__).parents[2]


def shown(results):
    """The lines that the terminal shows."""
    screen = io.StringIO()
    show(results, Console(file=screen, width=80))
    lines = screen.getvalue().splitlines()
    assert max(map(len, lines)) <= 80
    return lines


def test_what_was_not_measured_is_said_and_the_picture_is_drawn():
    times = {
        "engine": {"rounds": [1.0, 1.0], "accuracies": [0.9, 0.8], "form": {}, "first_call_seconds": 1.0},
        "fit": {"rounds": [3.0, 5.0], "accuracies": [0.9, 0.7], "form": {}, "first_call_seconds": 1.0},
        "gemm": {"rounds": {"numpy": [0.4, 0.6], "tensorflow": [0.9, 0.9]}},
    }
    machine = {"cores": 2, "processor": "Processor", "system": "Linux"}
    results = {"machine": machine, "networks": {"mlp": network_summary(times, {"engine": "engine", "fit": "fit"})}}
    lines = shown(results)
    assert [line for line in lines if "make bench-torch" in line]
    assert next(line.split()[1:] for line in lines if line.startswith(" model.fit ")) == ["4", "✗≥8"]
    assert "model.fit" in draw(results)


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    out = tmp_path_factory.mktemp("bench") / "results.json"
    command = [sys.executable, "-m", "bench", "--plan", "smallest", "--only", "networks", "--out", str(out)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return json.loads(out.read_text())


@pytest.mark.slow
@pytest.mark.ci
def test_what_is_measured_through_the_real_processes_has_its_shape_and_is_shown(results):
    assert set(results) == {"machine", "networks", "versions"}
    assert {"cores", "processor", "system", "python"} <= set(results["machine"])
    assert set(results["networks"]) == {"mlp"}
    mlp = results["networks"]["mlp"]
    assert set(mlp["sides"]) == {"engine", "fit"}
    for side in mlp["sides"].values():
        assert len(side["rounds"]) == len(side["accuracies"]) == 2
        assert side["ms_per_step"]["low"] <= side["ms_per_step"]["median"] <= side["ms_per_step"]["high"]
        assert all(0.1 < accuracy <= 1 for accuracy in side["accuracies"])
    assert set(mlp["rows"]) == {"fit"}
    assert set(mlp["rows"]["fit"]) == {"accuracy", "ratio", "side"}
    assert {"numpy", "tensorflow"} <= set(mlp["gemm"]["ms_per_step"])
    assert [line for line in shown(results) if line.startswith(" model.fit ")]
    assert "model.fit" in draw(results)


def test_the_recorded_results_have_all_networks():
    recorded = ROOT / "bench" / "results.json"
    if not recorded.exists():
        pytest.skip("nothing is recorded yet")
    assert set(json.loads(recorded.read_text())["networks"]) == set(NETWORKS)


@pytest.fixture(scope="module")
def digits(tmp_path_factory):
    return write_digits(tmp_path_factory.mktemp("digits"), 64, 16)


@pytest.fixture(scope="module")
def keras_side(digits):
    script = ROOT / "bench" / "sides" / "keras_loops.py"
    process = SideProcess([sys.executable, str(script), "1", "fit"], digits.parent / "log")
    yield process
    process.end()


@pytest.mark.slow
@pytest.mark.ci
@pytest.mark.parametrize("name", NETWORKS)
def test_every_network_takes_the_initial_weights(name, keras_side, digits):
    start = write_start(digits.parent, name, NETWORKS[name], seed=0, images=64, epochs=1)
    keras_side.ask("open", layers=NETWORKS[name], data=str(digits), start=str(start), batch=32)
    keras_side.ask("start", start=str(start))
    assert 0 <= keras_side.ask("score")["accuracy"] <= 1


def test_a_process_that_ends_says_why(tmp_path):
    process = SideProcess([sys.executable, "-c", "import no_such_module"], tmp_path / "log")
    with pytest.raises(SideFailed, match="no_such_module"):
        process.ask("open")
    process.end()
