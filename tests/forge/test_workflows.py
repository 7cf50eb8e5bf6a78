"""The workflow files: their schema, their pins, their rights, and no text of a pull request in a shell line."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

FOLDER = Path(__file__).parents[2] / ".github" / "workflows"
FILES = sorted(FOLDER.glob("*.yml"))
RIGHTS = {
    "audit.yml": {"contents": "read"},
    "comment.yml": {"actions": "read", "contents": "read", "pull-requests": "write"},
    "tests.yml": {"contents": "read"},
}
STARTED_BY = {
    "audit.yml": ["pull_request"],
    "comment.yml": ["workflow_run"],
    "tests.yml": ["push", "pull_request", "schedule"],
}


def read(file: Path) -> dict:
    return yaml.load(file.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)  # noqa: S506, keeps `on` a word


def steps(file: Path) -> list[dict]:
    return [step for job in read(file)["jobs"].values() for step in job["steps"]]


def test_there_are_these():
    assert [file.name for file in FILES] == sorted(RIGHTS)


def test_they_keep_to_the_schema():
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.github-workflows"]
    done = subprocess.run([*command, *map(str, FILES)], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_every_action_is_pinned_to_a_commit_and_says_its_version(file):
    used = re.findall(r"uses: *(.+)", file.read_text(encoding="utf-8"))
    assert used
    for line in used:
        assert re.fullmatch(r"actions/[a-z-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", line), line


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_they_are_started_by_these_events_alone_and_have_the_least_rights(file):
    workflow = read(file)
    assert list(workflow["on"] if isinstance(workflow["on"], dict) else [workflow["on"]]) == STARTED_BY[file.name]
    assert workflow["permissions"] == {}
    assert all(job["permissions"] == RIGHTS[file.name] for job in workflow["jobs"].values())
    assert all("timeout-minutes" in job for job in workflow["jobs"].values())


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_no_shell_line_holds_an_expression(file):
    lines = [step["run"] for step in steps(file) if "run" in step]
    assert lines
    assert not any("${{" in line for line in lines)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_no_checkout_leaves_the_token_behind(file):
    checkouts = [step["with"] for step in steps(file) if step.get("uses", "").startswith("actions/checkout@")]
    assert {options["persist-credentials"] for options in checkouts} == {"false"}


def test_the_tests_run_on_main_and_pull_requests_and_the_slow_ones_not_on_pull_requests():
    workflow = read(FOLDER / "tests.yml")
    assert workflow["on"]["push"] == {"branches": ["main"]}
    commands = {name: [step["run"] for step in job["steps"] if "run" in step] for name, job in workflow["jobs"].items()}
    assert commands == {"test": ["make lint", "make test"], "slow": ["make test-slow"]}
    assert workflow["jobs"]["slow"]["if"] == "${{ github.event_name != 'pull_request' }}"
    assert workflow["jobs"]["test"]["if"] == "${{ github.event_name != 'schedule' }}"
    assert workflow["concurrency"]["cancel-in-progress"] == "true"


def test_the_job_that_may_write_runs_nothing_of_the_pull_request():
    [checkout, script] = steps(FOLDER / "comment.yml")
    assert checkout["with"]["sparse-checkout"].split() == [".ci", "src/confoundry/comment"]
    assert "ref" not in checkout["with"]
    assert "repository" not in checkout["with"]
    assert script == {"run": "python3 .ci/pull_request.py comment", "env": {"GH_TOKEN": "${{ github.token }}"}}


def test_secrets_are_seen_by_the_audit_alone():
    holders = [(file.name, step.get("run")) for file in FILES for step in steps(file) if "secrets." in str(step)]
    assert holders == [("audit.yml", "python .ci/pull_request.py audit")]
    assert not any("secrets" in str(read(file).get("env", "")) for file in FILES)


def test_what_failed_still_leaves_its_text():
    uploads = [step for step in steps(FOLDER / "audit.yml") if "upload-artifact" in step.get("uses", "")]
    assert [step["if"] for step in uploads] == ["${{ !cancelled() }}"] * 2
    assert [step["with"]["overwrite"] for step in uploads] == ["true", "true"], "or a second try fails"
    assert "continue-on-error" not in str(steps(FOLDER / "audit.yml")), "a broken gate fails the job"
