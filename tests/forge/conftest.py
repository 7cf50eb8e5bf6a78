"""A forge in a folder: pull requests, artifacts and comments, seen through a stand-in for `gh`."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from confoundry.comment.document import Document, Paragraph
from confoundry.comment.stored import to_json

ROOT = Path(__file__).parents[2]
OURS = "team/study"
HEAD = "a" * 40


class Forge:
    """What the forge holds, and our script run as a workflow runs it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        bin_ = folder / "bin"
        bin_.mkdir(parents=True)
        stand_in = f'#!/bin/sh\nexec "{sys.executable}" "{Path(__file__).parent / "gh_stand_in.py"}" "$@"\n'
        (bin_ / "gh").write_text(stand_in, encoding="utf-8")
        (bin_ / "gh").chmod(0o755)
        self.path = f"{bin_}{os.pathsep}{os.environ['PATH']}"
        self.save("pulls", [])
        self.save("comments", [])

    def save(self, name: str, value: object) -> None:
        (self.folder / f"{name}.json").write_text(json.dumps(value), encoding="utf-8")

    @property
    def comments(self) -> list[dict]:
        return json.loads((self.folder / "comments.json").read_text(encoding="utf-8"))

    @property
    def calls(self) -> list[dict]:
        file = self.folder / "calls.jsonl"
        return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()] if file.exists() else []

    def open_pull(self, number: int, *, head: str = HEAD, owner: str = "team", branch: str = "topic") -> None:
        pulls = json.loads((self.folder / "pulls.json").read_text(encoding="utf-8"))
        self.save("pulls", [*pulls, {"number": number, "head": {"sha": head, "label": f"{owner}:{branch}"}}])

    def upload(self, content: str | bytes, *, run: int = 7, number: str = "") -> None:
        """Leave the artifact of an audit: a paragraph, or a file of these bytes."""
        folder = self.folder / "artifacts" / str(run) / "comment"
        folder.mkdir(parents=True, exist_ok=True)
        stored = content if isinstance(content, bytes) else to_json(Document([Paragraph(content)])).encode()
        (folder / "comment.json").write_bytes(stored)
        (folder / "number").write_text(number, encoding="utf-8")

    def comment(self, *, run: int = 7, head: str = HEAD, owner: str = "team", branch: str = "topic") -> str:
        """Run the job that posts what an audit of this commit wrote, and return what it printed."""
        of = {"full_name": f"{owner}/study", "owner": {"login": owner}}
        audited = {"id": run, "head_sha": head, "head_branch": branch, "head_repository": of}
        event = self.folder / "event.json"
        event.write_text(json.dumps({"workflow_run": audited | {"html_url": "https://forge.example/runs/7"}}))
        temporary = self.folder / f"runner{len(self.calls)}"
        temporary.mkdir()
        env = os.environ | {
            "FORGE": str(self.folder),
            "GITHUB_EVENT_PATH": str(event),
            "GITHUB_REPOSITORY": OURS,
            "PATH": self.path,
            "RUNNER_TEMP": str(temporary),
        }
        command = [sys.executable, str(ROOT / ".ci" / "pull_request.py"), "comment"]
        done = subprocess.run(command, env=env, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        return done.stdout


@pytest.fixture
def forge(tmp_path: Path) -> Forge:
    return Forge(tmp_path / "forge")
