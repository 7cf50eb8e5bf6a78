"""What `confoundry serve` prepares before anything starts, and what it refuses."""

import os
import socket
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from confoundry.errors import BadInput
from confoundry.nightly.settings import NightlySettings
from confoundry.serving.automations import read_automations
from confoundry.serving.by_hand import by_hand
from confoundry.serving.environment import environment, zone_of
from confoundry.serving.home import auth_string, home_of, prepare, write_profile
from confoundry.serving.processes import MARK, alive, kill_left
from confoundry.serving.recovery import at_work
from confoundry.serving.schedule import Watched
from confoundry.serving.server import check_port, pools

ROOT = Path(__file__).parents[2]


def mode(path):
    return stat.S_IMODE(path.stat().st_mode)


def started(name, value, *words):
    """Start a process that waits, with something in its environment and on its command line."""
    program = [sys.executable, "-c", "print(flush=True); input()", *words]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    process = subprocess.Popen(program, env=os.environ | {name: value}, **pipes)
    process.stdout.readline()
    return process


def test_the_string_is_made_up_once_and_only_its_owner_reads_it(tmp_path):
    prepare(tmp_path, home := home_of(tmp_path, {}))
    first = auth_string(tmp_path, {})
    user, _, word = first.partition(":")
    assert user == "confoundry"
    assert len(word) >= 24
    assert auth_string(tmp_path, {}) == first
    write_profile(home, "http://127.0.0.1:4200/api", first)
    assert [mode(path) for path in (tmp_path / ".prefect/auth", home / "profiles.toml", home)] == [0o600, 0o600, 0o700]
    assert (tmp_path / ".prefect/.gitignore").read_text() == "*\n"


def test_the_users_own_string_and_home_stay(tmp_path):
    assert auth_string(tmp_path, {"PREFECT_SERVER_API_AUTH_STRING": "me:secret"}) == "me:secret"
    assert not (tmp_path / ".prefect/auth").exists()
    assert home_of(tmp_path, {"PREFECT_HOME": "/elsewhere"}) == Path("/elsewhere")


def test_the_environment_is_closed_to_others_whatever_the_user_has_set(tmp_path):
    (tmp_path / "src").mkdir()
    theirs = {
        "PATH": "/bin",
        "PYTHONPATH": "/lib",
        "PREFECT_SERVER_API_HOST": "elsewhere.example",
        "PREFECT_LOGGING_LEVEL": "DEBUG",
    }
    found = environment(tmp_path, home=tmp_path, port=4300, auth="a:b", zone="Europe/Berlin", environ=theirs)
    assert found["PREFECT_SERVER_API_HOST"] == "127.0.0.1"
    assert found["PREFECT_SERVER_API_CORS_ALLOWED_ORIGINS"] == "http://127.0.0.1:4300,http://localhost:4300"
    assert found["PREFECT_SERVER_API_AUTH_STRING"] == found["PREFECT_API_AUTH_STRING"] == "a:b"
    assert found["PREFECT_LOGGING_LEVEL"] == "DEBUG"
    assert found["PYTHONPATH"] == f"{tmp_path / 'src'}{os.pathsep}/lib"
    assert found["PATH"] == f"{Path(sys.executable).parent}{os.pathsep}/bin"
    assert found["CONFOUNDRY_TIMEZONE"] == "Europe/Berlin"


def test_the_time_zone_is_that_of_the_settings_or_the_machines():
    assert zone_of(NightlySettings(timezone="Asia/Tokyo")) == "Asia/Tokyo"
    assert zone_of(NightlySettings())


def test_the_shipped_automation_marks_silent_runs():
    (automation,) = read_automations(ROOT / "prefect-automations.yaml")
    assert automation.name == "Mark silent runs as crashed"
    assert automation.trigger.posture == "Proactive"
    assert automation.trigger.within.total_seconds() == 300
    assert automation.actions[0].state == "CRASHED"


def test_wrong_automations_are_one_line(tmp_path):
    assert read_automations(tmp_path / "none.yaml") == []
    for text in ("automations: [{name: x}]", "[", "automation: []"):
        (tmp_path / "automations.yaml").write_text(text)
        with pytest.raises(BadInput, match=r"^prefect-automations.yaml: expected valid automations, got [^\n]+$"):
            read_automations(tmp_path / "automations.yaml")


def test_the_pools_are_those_that_prefect_yaml_names(tmp_path):
    assert pools(ROOT / "prefect.yaml") == ["confoundry"]
    (tmp_path / "prefect.yaml").write_text("deployments: [{name: x}]")
    with pytest.raises(BadInput, match=r"^prefect.yaml: expected deployments, each with work_pool.name, got KeyError"):
        pools(tmp_path / "prefect.yaml")


def test_a_port_in_use_is_refused():
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        with pytest.raises(BadInput, match=r"^--port: expected a free port, got \d+, in use; choose another$"):
            check_port(other.getsockname()[1])


def test_what_serves_a_study_is_killed_and_nothing_else(tmp_path):
    ours, kept, theirs = (started(MARK, str(folder)) for folder in (tmp_path, tmp_path, tmp_path / "other"))
    with ours, kept, theirs:
        assert kill_left(tmp_path, keep={kept.pid}) == 1
        assert [alive(process.pid) for process in (ours, kept, theirs)] == [False, True, True]
        for process in (kept, theirs):
            process.communicate(b"\n")


def test_a_run_is_at_work_where_its_process_is_and_is_prefects():
    assert not at_work(None)
    assert not at_work(f"{os.getpid()}"), "this process is none of Prefect's"
    assert at_work("another-machine:1")
    with started("X", "x", "prefect.engine") as process:
        assert at_work(f"{socket.gethostname()}:{process.pid}")
        process.communicate(b"\n")


@pytest.mark.parametrize("command", ["serve", "nightly"])
def test_elsewhere_than_in_a_study_is_one_line(tmp_path, command):
    program = [sys.executable, "-c", "from confoundry.cli.app import main; main()", command]
    done = subprocess.run(program, cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 2
    assert done.stderr.endswith("expected a file, got none; change to the study's folder\n")
    assert done.stderr.count("\n") == 1
    assert not list(tmp_path.iterdir())


def test_how_a_night_is_started_by_hand():
    study, night = Path("/my studies/one"), "prefect deployment run nightly/nightly-audit"
    home = {"PREFECT_HOME": "/my studies/one/.prefect/server", "PREFECT_API_URL": "http://127.0.0.1:4200/api"}
    assert by_hand(study, home, study / ".venv") == [
        "cd '/my studies/one'",
        ". .venv/bin/activate",
        "export PREFECT_HOME=$PWD/.prefect/server",
        night,
    ]
    assert by_hand(study, home | {"PREFECT_HOME": "/elsewhere"}, Path("/usr")) == [
        "cd '/my studies/one'",
        'export PREFECT_API_URL=http://127.0.0.1:4200/api PREFECT_API_AUTH_STRING="$(cat .prefect/auth)"',
        night,
    ]


def test_a_changed_file_is_noticed_once(tmp_path):
    path = tmp_path / "prefect.yaml"
    path.write_text("a")
    watched = Watched(path)
    assert not watched.changed()
    path.write_text("b")
    assert [watched.changed(), watched.changed()] == [True, False]
    path.unlink()
    assert not watched.changed()
