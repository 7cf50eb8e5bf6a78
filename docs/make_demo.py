"""Build a demo of the pull request: two branches of the tiny study in a bare repository, and what CI says of each.

`python docs/make_demo.py FOLDER [--study CHECKOUT] [--mermaid mermaid.min.js]` leaves in FOLDER the repository, the DVC
remote, each branch's checkout as CI has it, and each comment as a page: `worse.html` and `harmless.html`. It takes two
minutes; with a checkout in which the tiny study has run, half of that. Curves are drawn where Mermaid's file is given.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parents[1]
GATES = """
gates:
  - {confound: lighting, variant: "*", alignment: "0.95", metric: conflicting_accuracy, max_drop: 0.05}
"""
# What each branch changes: a file, and what stands there instead.
WORSE = {"params.yaml": ("l2: {network: mlp, l2: 0.01}", "l2: {network: mlp, l2: 0.1}")}
HARMLESS = {"src/confoundry/report/templates/page.css": ("scroll-behavior: smooth;", "scroll-behavior: auto;")}
BRANCHES = {"worse": WORSE, "harmless": HARMLESS}


def environment(where: Path, **more: str) -> dict[str, str]:
    """Return the environment of someone at work in a checkout, whose `.venv` is active."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    hidden = {"DVC_ROOT", "DVC_STAGE", "MAKEFLAGS", "MAKELEVEL"}
    kept = {key: value for key, value in os.environ.items() if key not in hidden and not key.startswith("AWS_")}
    own = {"PATH": path, "PYTHONPATH": str(where / "src"), "AWS_EC2_METADATA_DISABLED": "true"}
    return kept | own | more


def run(where: Path, *command: str, **env: str) -> subprocess.CompletedProcess[str]:
    """Run a command in a checkout."""
    full = environment(where, **env)
    return subprocess.run(command, cwd=where, env=full, capture_output=True, text=True, check=False)


def do(where: Path, *command: str, **env: str) -> str:
    """Run a command that must go well, and return what it printed."""
    done = run(where, *command, **env)
    if done.returncode != 0:
        sys.exit(f"error: {' '.join(command)} in {where}:\n{done.stdout}{done.stderr}")
    return done.stdout


@dataclass(frozen=True)
class Demo:
    """An author with a finished study, a bare repository, a DVC remote, and CI.

    Attributes:
        folder: Where all of it lies.
        remote: The DVC remote's URL, or a folder as an absolute path.
        options: Further settings of the remote.
        credentials: Environment variables with which the remote is read and written.
    """

    folder: Path
    remote: str
    options: Mapping[str, str] = field(default_factory=dict)
    credentials: Mapping[str, str] = field(default_factory=dict)

    @property
    def author(self) -> Path:
        return self.folder / "author"

    @property
    def bare(self) -> Path:
        return self.folder / "study.git"

    def _as_author(self, *command: str) -> str:
        return do(self.author, *command, **self.credentials)

    def begin(self, study: Path) -> None:
        """Give the author a copy of a finished study, the remote and a gate, and publish it as `main`."""
        shutil.copytree(study, self.author, symlinks=True)
        self._as_author("git", "config", "user.name", "author")
        self._as_author("git", "config", "user.email", "author@example.org")
        do(self.folder, "git", "init", "--quiet", "--bare", "--initial-branch=main", str(self.bare))
        self._as_author("git", "remote", "add", "origin", str(self.bare))
        self._as_author("dvc", "remote", "add", "--default", "store", self.remote)
        for key, value in self.options.items():
            self._as_author("dvc", "remote", "modify", "store", key, value)
        with (self.author / "params.yaml").open("a", encoding="utf-8") as params:
            params.write(GATES)
        self.publish("a remote and a gate")

    def branch(self, name: str, edits: Mapping[str, tuple[str, str]]) -> None:
        """Open a pull request, as docs/pull-requests.md tells its author to."""
        self._as_author("git", "switch", "--quiet", "--create", name, "main")
        self._as_author("dvc", "checkout", "--quiet")
        for path, (old, new) in edits.items():
            file = self.author / path
            file.write_text(file.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
        self.publish(name)

    def publish(self, message: str) -> None:
        """Run the study, commit and push, results to the remote and numbers to Git."""
        self._as_author("confoundry", "run", "--jobs", "2")
        self._as_author("git", "add", "--all")
        self._as_author("git", "commit", "--quiet", "--message", message)
        self._as_author("dvc", "push", "--run-cache")
        self._as_author("git", "push", "--quiet", "origin", "HEAD")

    def clone(self, name: str, branch: str) -> Path:
        """Check a branch out as CI does: no cache, no results but the committed ones."""
        do(self.folder, "git", "clone", "--quiet", "--branch", branch, str(self.bare), name)
        return self.folder / name

    def audit(self, checkout: Path, *, number: int = 1, fork: bool = False) -> tuple[int, str]:
        """Do CI's first job in a checkout, and return its exit status and its text."""
        base = do(checkout, "git", "rev-parse", "origin/main").strip()
        event = self.folder / f"{checkout.name}.json"
        event.write_text(json.dumps({"pull_request": {"number": number, "base": {"sha": base}}}), encoding="utf-8")
        runner = {
            "GITHUB_EVENT_PATH": str(event),
            "GITHUB_STEP_SUMMARY": str(self.folder / f"{checkout.name}.md"),
            "RUNNER_TEMP": str(self.folder / f"{checkout.name}.runner"),
        }
        secrets = {} if fork else self.credentials
        done = run(checkout, "python", ".ci/pull_request.py", "audit", **runner, **secrets)
        return done.returncode, (self.folder / f"{checkout.name}.md").read_text(encoding="utf-8")


def tiny_study(folder: Path) -> Path:
    """Check the project out and run the tiny study there."""
    subprocess.run(["git", "clone", "--quiet", "--origin", "project", str(ROOT), str(folder)], check=True)
    do(folder, "git", "switch", "--quiet", "-C", "main")
    shutil.copy(folder / "studies" / "tiny.yaml", folder / "params.yaml")
    do(folder, "confoundry", "run", "--jobs", "2")
    return folder


def page(text: str, title: str, mermaid: str = "") -> str:
    """Return a comment as a page that looks about as the forge shows it."""
    from markdown_it import MarkdownIt

    body = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).render(text)
    if mermaid:
        body = body.replace('<pre><code class="language-mermaid">', '<pre class="mermaid"><code>')
    draw = f'<script src="{mermaid}"></script><script>{DRAW}</script>' if mermaid else ""
    return f'<!DOCTYPE html><meta charset="utf-8"><title>{title}</title><style>{STYLE}</style>{body}{draw}'


STYLE = """
body { max-width: 860px; margin: 24px auto; padding: 0 16px; color: #1f2328; }
body { font: 14px/1.5 "Liberation Sans", sans-serif; }
table { border-collapse: collapse; display: block; overflow: auto; }
th, td { border: 1px solid #d1d9e0; padding: 6px 13px; } tr:nth-child(2n) { background: #f6f8fa; }
h2, h3 { font-weight: 600; } h2 { border-bottom: 1px solid #d1d9e0; padding-bottom: .3em; }
pre { background: #f6f8fa; padding: 16px; border-radius: 6px; overflow: auto; } pre code { padding: 0; }
code { font: 85% "Liberation Mono", monospace; background: #f6f8fa; padding: .2em .4em; border-radius: 6px; }
blockquote { border-left: 4px solid #d1d9e0; margin-left: 0; padding-left: 1em; color: #59636e; }
a { color: #0969da; } hr { border: 0; border-top: 2px solid #d1d9e0; }
"""
DRAW = """
for (const block of document.querySelectorAll(".mermaid")) block.textContent = block.innerText;
mermaid.initialize({startOnLoad: true});
"""


def main() -> None:
    """Build the demo and print where the pages are."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--study", type=Path, help="a checkout in which the tiny study has run")
    parser.add_argument("--mermaid", type=Path, help="mermaid.min.js, to draw the curves")
    asked = parser.parse_args()
    folder = asked.folder.resolve()
    folder.mkdir(parents=True)
    demo = Demo(folder, str(folder / "store"))
    demo.begin(asked.study or tiny_study(folder / "tiny"))
    for name, edits in BRANCHES.items():
        demo.branch(name, edits)
        status, text = demo.audit(demo.clone(f"ci-{name}", name))
        shown = page(text, name, asked.mermaid.resolve().as_uri() if asked.mermaid else "")
        (folder / f"{name}.html").write_text(shown, encoding="utf-8")
        print(f"{name}: status {status}, {folder / name}.html")


if __name__ == "__main__":
    main()
