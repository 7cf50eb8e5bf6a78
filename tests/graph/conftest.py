"""A small study with a schedule, `confoundry serve` at work on it, and a web address that is told of nights."""

import http.server
import json
import os
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psutil
import pytest

from tests.waiting import PATIENCE, wait_for

ROOT = Path(__file__).parents[2]
HERE = Path(__file__).with_name("scheduled")
SHIPPED = ("flows/nightly.py", "prefect.toml", "prefect.yaml", "prefect-automations.yaml", "docs/notify.py")
SMALL = {"flows/audit.py": "audit.py", "dvc.yaml": "graph.yaml", "params.yaml": "params.yaml", "step.py": "step.py"}
IGNORED = {".gitignore": "__pycache__/\n/.prefect/\n", ".dvcignore": ".gitignore\n/.prefect/\n"}


class Served:
    """A small study, and the `confoundry serve` at work on it."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.log, self.ran = folder / "study", folder / "serve.log", folder / "ran"
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        hidden = ("PREFECT_", "DVC_", "GIT_", "CONFOUNDRY_")
        kept = {name: value for name, value in os.environ.items() if not name.startswith(hidden)}
        bin_directory = str(Path(sys.executable).parent)
        path = {"PATH": f"{bin_directory}{os.pathsep}{kept['PATH']}", "PYTHONPATH": str(ROOT / "src")}
        impatient = {"PREFECT_SERVER_DEPLOYMENTS_CONCURRENCY_SLOT_WAIT_SECONDS": "2"}
        self.env = kept | path | impatient | {"RAN": str(self.ran), "HOME": str(folder), "COLUMNS": "80"}

    def run(self, *command: str) -> str:
        """Run a command in the study, as a user does in another terminal."""
        env = self.env | {"PREFECT_HOME": str(self.home)}
        done = subprocess.run(command, cwd=self.folder, env=env, capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    @staticmethod
    def params(pull: float) -> str:
        """Return params.yaml with another pull, which all stages depend on."""
        return (HERE / "params.yaml").read_text(encoding="utf-8").replace("pull: 0.1", f"pull: {pull}")

    def commit(self, **files: str) -> None:
        for name, text in files.items():
            (self.folder / name).write_text(text, encoding="utf-8")
        self.run("git", "add", "--all")
        self.run(
            "git", "-c", "user.name=A", "-c", "user.email=a@example.org", "commit", "--quiet", "--message", "change"
        )

    def schedule(self, cron: str) -> None:
        """Put another time into prefect.yaml."""
        path = self.folder / "prefect.yaml"
        path.write_text(re.sub(r'cron: "[^"]*"', f'cron: "{cron}"', path.read_text()))

    def sleep_for_days(self, days: int) -> list[str]:
        """Leave the server's memory as it is after days in which the machine was off: a run was due on each."""
        with closing(sqlite3.connect(self.home / "prefect.db")) as memory, memory:
            before = f"{datetime.now(UTC) - timedelta(days=days + 1):%Y-%m-%d %H:%M:%S.000000}"
            memory.execute("UPDATE flow_run SET expected_start_time = ? WHERE state_name != 'Scheduled'", [before])
            due = "SELECT id, state_id, name FROM flow_run WHERE state_name = 'Scheduled' AND auto_scheduled LIMIT ?"
            runs = memory.execute(due, [days]).fetchall()
            for day, (run, state, _) in enumerate(runs):
                moment = f"{datetime.now(UTC) - timedelta(days=days - day):%Y-%m-%d %H:%M:%S.000000}"
                change = "UPDATE flow_run SET expected_start_time = ?1, next_scheduled_start_time = ?1 WHERE id = ?2"
                memory.execute(change, [moment, run])
                change = """UPDATE flow_run_state SET timestamp = ?1,
                    state_details = json_set(state_details, '$.scheduled_time', ?1) WHERE id = ?2"""
                memory.execute(change, [moment, state])
        return [name for *_, name in runs]

    @property
    def home(self) -> Path:
        return self.folder / ".prefect/server"

    @property
    def steps(self) -> list[str]:
        """What ran, a stage and its parameter each."""
        return self.ran.read_text().splitlines() if self.ran.exists() else []

    def start(self) -> None:
        command = [
            sys.executable,
            "-c",
            "from confoundry.cli.app import main; main()",
            "serve",
            "--port",
            str(self.port),
        ]
        with self.log.open("w") as log:
            self.process = subprocess.Popen(command, cwd=self.folder, env=self.env, stdout=log, stderr=log)
        wait_for(lambda: "Ctrl-C stops all." in self.printed or self.process.poll() is not None)
        assert self.process.poll() is None, self.printed

    @property
    def printed(self) -> str:
        return self.log.read_text()

    def stop(self) -> list[psutil.Process]:
        """End it as a Ctrl-C does, and return what is left of it."""
        family = psutil.Process(self.process.pid).children(recursive=True)
        self.process.send_signal(signal.SIGINT)
        assert self.process.wait(PATIENCE) == 0
        return [one for one in family if one.is_running() and one.status() != psutil.STATUS_ZOMBIE]

    @contextmanager
    def client(self):
        """Give a client of Prefect's for the server."""
        from prefect.client.orchestration import get_client
        from prefect.settings import PREFECT_API_AUTH_STRING, PREFECT_API_URL, temporary_settings

        auth = (self.folder / ".prefect/auth").read_text().strip()
        url = f"http://127.0.0.1:{self.port}/api"
        settings = temporary_settings({PREFECT_API_URL: url, PREFECT_API_AUTH_STRING: auth})
        with settings, get_client(sync_client=True) as client:
            yield client

    def runs(self, state: str) -> list:
        """Return the runs of the deployments in a state of this name, the first due first."""
        from prefect.client.schemas.filters import FlowRunFilter, FlowRunFilterState, FlowRunFilterStateName
        from prefect.client.schemas.sorting import FlowRunSort

        chosen = FlowRunFilter(state=FlowRunFilterState(name=FlowRunFilterStateName(any_=[state])))
        with self.client() as client:
            found = client.read_flow_runs(flow_run_filter=chosen, sort=FlowRunSort.EXPECTED_START_TIME_ASC)
        return [run for run in found if run.deployment_id is not None]

    def states(self, names: list[str]) -> dict:
        """Return the states of runs of these names that have ended."""
        return {
            run.name: run.state for state in ("Cancelled", "Failed") for run in self.runs(state) if run.name in names
        }

    def worker(self) -> psutil.Process | None:
        family = psutil.Process(self.process.pid).children()
        return next((one for one in family if "worker" in one.cmdline()), None)

    def ask(self, path: str, data: bytes | None = None, **headers: str) -> tuple[int, dict[str, str]]:
        """Ask the server for something, and return the status and the answer's headers."""
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}/api{path}", data, headers)
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                return answer.status, dict(answer.headers)
        except urllib.error.HTTPError as error:
            return error.code, dict(error.headers)


class Told(http.server.ThreadingHTTPServer):
    """A web address on loopback, and what it was told."""

    def __init__(self) -> None:
        self.messages: list[str] = []
        super().__init__(("127.0.0.1", 0), Listener)
        self.url = f"http://127.0.0.1:{self.server_port}/told"


class Listener(http.server.BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        self.server.messages.append(json.loads(self.rfile.read(int(self.headers["Content-Length"])))["text"])
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def told():
    with Told() as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    """The small study, served, with a schedule that fires each minute."""
    study = Served(tmp_path_factory.mktemp("served"))
    files = {name: ROOT / name for name in SHIPPED} | {name: HERE / source for name, source in SMALL.items()}
    for name, source in files.items():
        (study.folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(source, study.folder / name)
    for name, text in IGNORED.items():
        (study.folder / name).write_text(text, encoding="utf-8")
    study.schedule("* * * * *")
    study.run("git", "init", "--quiet", "--initial-branch=main")
    study.run("dvc", "init", "--quiet")
    study.commit()
    study.start()
    yield study
    if study.process.poll() is None:
        study.stop()
