"""A run of the study as Prefect shows it."""

import json
import shutil
import subprocess
import sys

import pytest
import yaml

QUERY = """
import json, sys
from prefect.client.orchestration import get_client
from prefect.client.schemas.filters import FlowRunFilter

with get_client(sync_client=True) as client:
    artifacts = client.request("POST", "/artifacts/filter", json={"limit": 200}).json()
    pages = [one["flow_run_id"] for one in artifacts if one["key"] == "page" and sys.argv[1] in one["data"]]
    run = min((run for run in client.read_flow_runs() if str(run.id) in pages), key=lambda run: run.start_time)
    tasks = client.read_task_runs(flow_run_filter=FlowRunFilter(id={"any_": [run.id]}), limit=200)
print(json.dumps({
    "state": run.state.name,
    "tasks": {task.name: [task.state.name, task.state.message] for task in tasks},
    "artifacts": {one["key"]: one["data"] for one in artifacts if one["flow_run_id"] == str(run.id)},
}, default=str))
"""


@pytest.fixture(scope="module")
def shown(finished):
    """What Prefect has of the run that finished the tiny study."""
    query = [sys.executable, "-c", QUERY, str(finished.folder)]
    done = subprocess.run(query, env=finished.env, capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def test_each_stage_is_a_task_named_as_in_dvc_yaml(finished, shown):
    assert sorted(shown["tasks"]) == sorted(yaml.safe_load(finished.read("dvc.lock"))["stages"])


def test_a_task_says_what_it_did_and_for_how_long(shown):
    state, message = shown["tasks"]["evaluate@lighting-l2"]
    assert state == "Ran"
    assert message.startswith("took ")
    assert "right where the light helps" in message


def test_the_run_shows_verdicts_checks_progress_and_the_page(shown):
    artifacts = shown["artifacts"]
    question, _, table = artifacts["verdicts"].partition("\n\n")
    assert question.startswith("How easily does the recipe fall for a shortcut that goes with the class in 95% of")
    assert table.startswith("| variant | verdict | drawn to it, of 100 |")
    assert {"what": "images to test on", "count": 961, "means": ""} in json.loads(artifacts["validation"])
    assert float(artifacts["progress"]) == 100
    assert "reports/index.html" in artifacts["page"]


def test_the_machine_is_recorded_once_per_result(study):
    recorded = json.loads(study.read("metrics/recorded.json"))
    assert set(recorded) == {"machine", "packages", "processor", "python", "results"}
    study.replace("metrics/recorded.json", recorded["machine"], "another")
    study.run("confoundry", "run", "--force", "resolve")
    assert "another" in study.read("metrics/recorded.json")


def test_verdicts_of_another_state_are_called_stale(study):
    assert "Stale" not in study.run("confoundry", "verdicts")
    study.replace("params.yaml", "l2: {network: mlp, l2: 0.01}", "l2: {network: mlp, l2: 0.001}")
    assert "Out of date: " in study.run("confoundry", "verdicts")


def test_a_wrong_setting_is_one_line_before_anything_starts(study):
    study.replace("params.yaml", "  epochs: ", "  epoch: ")
    said = study.run("confoundry", "run", status=2)
    assert said.startswith("error: params.yaml: training.epoch: expected one of the keys epochs")
    assert len(said.splitlines()) == 1


def test_another_checkouts_code_is_refused(study, tmp_path):
    shutil.copytree(study.folder / "src" / "confoundry", tmp_path / "other" / "confoundry")
    study.env["PYTHONPATH"] = str(tmp_path / "other")
    said = study.run("dvc", "repro", "--force", "resolve", status=255)
    assert "error: the running code: expected the code of this checkout" in said
