"""What CI does with a pull request: `audit` compares, `comment` posts what was found. Neither pushes.

`audit` runs the pull request's own code and holds a read-only token; it leaves the comment's content as JSON. `comment`
runs the default branch's code with a token that may write comments: its own code lays that content out and escapes
every text of it, and whose pull request it is comes from the forge alone. Both read the event that started them from
GITHUB_EVENT_PATH, so that no text of a pull request ever reaches a shell line.
"""

import json
import os
import re
import subprocess
import sys
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1] / "src"))
from confoundry.comment.document import Block, Code, Document, Paragraph
from confoundry.comment.markdown import markdown
from confoundry.comment.stored import from_json, to_json

MARKER = "<!-- confoundry: audit -->"
LIMIT = 1 << 20  # bytes of an artifact's file that are read
PAGE = Path("reports/index.html")
PUSH = "dvc push --run-cache"
CONTENT = "comment.json"


def main(job: str = "") -> int:
    """Do one of the two jobs and return its exit status."""
    jobs = {"audit": audit, "comment": comment}
    if job not in jobs:
        print(f"error: expected {' or '.join(jobs)}, got {job or 'nothing'}", file=sys.stderr)
        return 2
    event = json.loads(Path(os.environ["GITHUB_EVENT_PATH"]).read_text(encoding="utf-8"))
    return jobs[job](event)


# ── the audit: the pull request's code, a token that can write nothing ──


def audit(event: dict[str, Any]) -> int:
    """Compare the pull request's numbers with those it started from; return the status of `confoundry diff`."""
    pull = event["pull_request"]
    base = run("git", "merge-base", pull["base"]["sha"], "HEAD").stdout.strip()
    restored = restore()
    done = run("confoundry", "diff", "--against", base or pull["base"]["sha"], "--format", "blocks", "--gate")
    document = Document([*compared(done), *restored])
    folder = artifact()
    (folder / "number").write_text(str(pull["number"]), encoding="utf-8")
    (folder / CONTENT).write_text(to_json(document), encoding="utf-8")
    text = markdown(document)
    if summary := os.environ.get("GITHUB_STEP_SUMMARY"):
        Path(summary).write_text(text, encoding="utf-8")
    print(text + done.stderr)
    return done.returncode


def restore() -> list[Block]:
    """Pull this revision's page, and say where it is (`confoundry diff` fetches the answers that it needs)."""
    if not run("dvc", "config", "core.remote").stdout.strip():
        return [Paragraph("No page: no DVC remote is set up.")]
    pulled = run("dvc", "pull", "--allow-missing", str(PAGE))
    if pulled.returncode != 0:
        why = next((line for line in pulled.stderr.splitlines() if "ERROR" in line), last_line(pulled.stderr))
        return [Paragraph("No page: the DVC remote could not be read (a fork gets no credentials)."), Code([why])]
    if PAGE.exists():
        return [Paragraph("The page of this revision, index.html, is among the run's artifacts.")]
    return [Paragraph("No page: the DVC remote has none of this revision. Its author can push it:"), Code([PUSH])]


def compared(done: subprocess.CompletedProcess[str]) -> list[Block]:
    """Return what `confoundry diff` found, or why it found nothing and what to do."""
    if done.returncode in (0, 1):
        with suppress(ValueError):  # it ended before it wrote its result
            return list(from_json(done.stdout).blocks)
    reason = last_line(done.stderr) or "it printed no reason"
    blocks: list[Block] = [
        Paragraph("Nothing was compared", strong=True),
        Paragraph(f"confoundry diff ended with status {done.returncode}:"),
        Code([reason]),
    ]
    if re.search(r"\bstale\b", reason):
        blocks.append(Paragraph("To fix it: confoundry run, then commit dvc.lock, metrics/ and plots/."))
    return blocks


def last_line(text: str) -> str:
    """Return the last line that says something."""
    return next((line.strip() for line in reversed(text.splitlines()) if line.strip()), "")


# ── the comment: the default branch's code, the audit's text as data ──


def comment(event: dict[str, Any]) -> int:
    """Post what an audit wrote to the pull request that it belongs to, over its earlier comment if there is one."""
    audited = event["workflow_run"]
    folder = artifact()
    if gh("run", "download", str(audited["id"]), "--repo", repository(), "--name", "comment", "--dir", str(folder)):
        number = chosen(pull_requests(audited), read(folder / "number"))
        if number is None:
            print(f"::notice::no open pull request has {audited['head_sha']} as its head; nothing is posted")
        else:
            post(number, posted(read(folder / CONTENT), audited))
    else:
        print("::notice::the run left no comment; nothing is posted")
    return 0


def pull_requests(audited: dict[str, Any]) -> list[int]:
    """Return the open pull requests whose head is the audited commit, by the forge's word (a fork's run names none)."""
    head = audited["head_repository"]
    if head is None:  # the fork is gone
        return []
    branch = f"head={head['owner']['login']}:{audited['head_branch']}"
    found = gh_json("--method", "GET", f"repos/{repository()}/pulls", "-f", "state=open", "-f", branch)
    return [pull["number"] for pull in found if pull["head"]["sha"] == audited["head_sha"]]


def chosen(candidates: list[int], wish: str) -> int | None:
    """Return the pull request to comment on; what the audit wrote only chooses among those that share a head."""
    if len(candidates) == 1:
        return candidates[0]
    return next((number for number in candidates if str(number) == wish.strip()), None)


def posted(content: str, audited: dict[str, Any]) -> str:
    """Return the comment: the marker, whose word it is, and the audit's content, laid out here."""
    try:
        document = from_json(content)
    except ValueError as error:
        document = Document([Paragraph("The audit left no content that can be shown."), Code([str(error)])])
    lines = [MARKER]
    if audited["head_repository"]["full_name"] != repository():
        lines += ["> From a fork: the content below was written by the fork's own code.", ""]
    foot = f"<sub>[the run]({audited['html_url']}) · {audited['head_sha'][:10]}</sub>"
    return "\n".join([*lines, markdown(document), foot, ""])


def post(number: int, body: str) -> None:
    """Write the comment: over the one that bears the marker and is a bot's, as a new one otherwise."""
    comments = f"repos/{repository()}/issues/{number}/comments"
    pages = gh_json("--paginate", "--slurp", comments)
    own = [c["id"] for page in pages for c in page if c["user"]["type"] == "Bot" and c["body"].startswith(MARKER)]
    method, path = ("PATCH", f"repos/{repository()}/issues/comments/{own[0]}") if own else ("POST", comments)
    gh_json("--method", method, path, "--input", "-", given=json.dumps({"body": body}))
    print(f"{'updated' if own else 'posted'} the comment on pull request {number}")


def read(path: Path) -> str:
    """Return a file of the artifact, whatever bytes it holds; nothing if it is too large or no regular file."""
    if not path.is_file() or path.is_symlink() or path.stat().st_size > LIMIT:
        return ""
    return path.read_bytes().decode("utf-8", errors="replace")


# ── around both ──


def run(*command: str, given: str | None = None) -> subprocess.CompletedProcess[str]:
    """Run a command without a shell."""
    return subprocess.run(command, input=given, capture_output=True, text=True, encoding="utf-8", check=False)


def gh(*arguments: str) -> bool:
    """Run `gh`, show what it says on an error, and return whether it went well."""
    done = run("gh", *arguments)
    print(done.stderr, end="", file=sys.stderr)
    return done.returncode == 0


def gh_json(*arguments: str, given: str | None = None) -> Any:
    """Call the forge's API and return its answer."""
    done = run("gh", "api", *arguments, given=given)
    if done.returncode != 0:
        sys.exit(f"error: gh api {' '.join(arguments)}: {last_line(done.stderr)}")
    return json.loads(done.stdout)


def repository() -> str:
    """Return owner/name of the repository that the workflow runs in."""
    return os.environ["GITHUB_REPOSITORY"]


def artifact() -> Path:
    """Return the folder of the artifact `comment`, outside the checkout."""
    folder = Path(os.environ.get("RUNNER_TEMP") or tempfile.gettempdir()) / "pull_request"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
