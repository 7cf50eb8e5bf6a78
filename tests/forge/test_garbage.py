"""What `dvc gc` keeps for everyone, on a repository with a branch of nights: as docs/pull-requests.md says."""

import hashlib
import os
import re
import shlex
from pathlib import Path

from tests.commands import Commands

PAGE = Path(__file__).parents[2] / "docs" / "pull-requests.md"
STAGES = """
stages:
  echo:
    cmd: cat word > out && echo 1 > number.json
    deps: [word]
    outs: [out]
    metrics: [number.json: {cache: false}]
"""


class Shared:
    """A repository with a branch of nights and a baseline, a DVC remote, and a clone of it that has `main` alone."""

    def __init__(self, folder: Path, commands: Commands) -> None:
        self.folder, self.store, self.own = folder, folder / "store", folder / "own"
        self.commands = commands
        self.own.mkdir()
        self.do(self.own, "git init --quiet --initial-branch=main")
        self.do(self.own, "dvc init --quiet")
        self.do(self.own, f"dvc remote add --quiet --default store {self.store}")
        (self.own / "dvc.yaml").write_text(STAGES, encoding="utf-8")
        self.record("baseline")
        self.do(self.own, "git tag audits/baseline")
        self.record("main")
        self.on("audits/nightly", "first night", "last night")
        self.on("topic", "topic")
        self.do(self.own, "git branch --quiet -D topic")
        self.do(folder, "git clone --quiet own clone")
        self.clone = folder / "clone"

    def do(self, where: Path, command: str) -> None:
        done = self.commands.run(shlex.split(command), where, os.environ | self.commands.env)
        assert done.returncode == 0, done.stdout + done.stderr

    def record(self, word: str) -> None:
        (self.own / "word").write_text(word, encoding="utf-8")
        self.do(self.own, "dvc repro --quiet")
        self.do(self.own, "dvc push --quiet --run-cache")
        self.do(self.own, "git add --all")
        self.do(self.own, f"git -c user.name=a -c user.email=a@example.org commit --quiet -m '{word}'")

    def on(self, branch: str, *words: str) -> None:
        self.do(self.own, f"git switch --quiet --create {branch}")
        for word in words:
            self.record(word)
        self.do(self.own, "git switch --quiet main")

    def kept(self) -> set[str]:
        """Return whose results the remote still has."""
        words = ("baseline", "main", "first night", "last night", "topic")
        hashes = {word: hashlib.md5(word.encode(), usedforsecurity=False).hexdigest() for word in words}
        return {word for word, name in hashes.items() if (self.store / "files/md5" / name[:2] / name[2:]).exists()}

    def runs(self) -> list[str]:
        """Return the entries of the remote's run cache."""
        return sorted(path.name for path in (self.store / "runs").rglob("*") if path.is_file())


def advised() -> list[str]:
    """Return the page's lines on deleting old results."""
    [block] = re.findall(r"^```sh\n([^`]*dvc gc[^`]*)^```", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    return [line.partition("#")[0].strip() for line in block.splitlines()]


def test_the_page_on_deleting_old_results_is_right(tmp_path, commands):
    shared = Shared(tmp_path, commands)
    assert shared.kept() == {"baseline", "main", "first night", "last night", "topic"}
    fetch, look = advised()
    shared.do(shared.clone, fetch)
    shared.do(shared.clone, look)
    assert "topic" in shared.kept(), "a look removes nothing"
    runs = shared.runs()
    shared.do(shared.clone, look.replace("--dry", "--force"))
    assert shared.kept() == {"baseline", "main", "first night", "last night"}, "every commit of a branch or a tag"
    shared.do(shared.clone, "dvc gc --all-branches --all-tags --cloud --force")
    assert shared.kept() == {"baseline", "main"}, "the nights are on no branch of this clone's own"
    assert shared.runs() == runs, "the run cache's entries stay"
