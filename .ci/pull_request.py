"""What CI does with a pull request: `audit` compares and writes the comment, `comment` posts it. Neither pushes.

`audit` runs the pull request's own code and holds a read-only token. `comment` runs the default branch's code with a
token that may write comments: it takes the text as data, and whose pull request it is from the forge alone. Both read
the event that started them from GITHUB_EVENT_PATH, so that no text of a pull request ever reaches a shell line.
"""

import json
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

MARKER = "<!-- confoundry: audit -->"
LIMIT = 60_000  # characters; the forge takes 65,536
PAGE = Path("reports/index.html")

# What a text from elsewhere must not do when it is posted: notify people, load pictures, command other bots.
ZERO_WIDTH = "\u200b"
HARMLESS = (
    (re.compile(r"&(#0*64|#x0*40|commat);", re.IGNORECASE), "@"),
    (re.compile(r"(?<!\w)@(?=\w)"), "@" + ZERO_WIDTH),
    (re.compile(r"!\["), "!" + ZERO_WIDTH + "["),
    (re.compile(r"<(?=img|picture|source|video)", re.IGNORECASE), "&lt;"),
    (re.compile(r"^(\s*)/(?=\w)", re.MULTILINE), r"\1" + ZERO_WIDTH + "/"),
    (re.compile(r"<!--|\0"), ""),
)


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
    done = run("confoundry", "diff", "--against", base or pull["base"]["sha"], "--format", "md", "--gate")
    text = f"{compared(done)}\n\n{restored}\n"
    folder = artifact()
    (folder / "number").write_text(str(pull["number"]), encoding="utf-8")
    (folder / "comment.md").write_text(text, encoding="utf-8")
    if summary := os.environ.get("GITHUB_STEP_SUMMARY"):
        Path(summary).write_text(text, encoding="utf-8")
    print(text + done.stderr)
    return done.returncode


def restore() -> str:
    """Pull this revision's page, and return a line on it (`confoundry diff` fetches the answers that it needs)."""
    if not run("dvc", "config", "core.remote").stdout.strip():
        return "No page: no DVC remote is set up."
    pulled = run("dvc", "pull", "--allow-missing", str(PAGE))
    if pulled.returncode != 0:
        why = next((line for line in pulled.stderr.splitlines() if "ERROR" in line), last_line(pulled.stderr))
        return f"No page: the DVC remote could not be read (a fork gets no credentials).\n\n{fenced(why)}"
    if PAGE.exists():
        return "The page of this revision, `index.html`, is among the run's artifacts."
    return "No page: the DVC remote has none of this revision; `dvc push --run-cache` by its author would mend that."


def compared(done: subprocess.CompletedProcess[str]) -> str:
    """Return what `confoundry diff` found, or why it found nothing and what to do."""
    if done.returncode in (0, 1) and done.stdout.strip():
        return done.stdout.strip()
    reason = last_line(done.stderr) or "it says nothing"
    text = f"### Nothing was compared\n\n`confoundry diff` ended with status {done.returncode}:\n\n{fenced(reason)}"
    if re.search(r"\bstale\b", reason):
        text += "\n\nTo mend it: `confoundry run`, then commit `dvc.lock`, `metrics/` and `plots/`."
    return text


def fenced(text: str) -> str:
    """Return a text as a block of code that it cannot end."""
    fence = "`" * max([3, *(len(ticks) + 1 for ticks in re.findall("`+", text))])
    return f"{fence}text\n{text}\n{fence}"


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
            post(number, posted(read(folder / "comment.md"), audited))
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


def posted(text: str, audited: dict[str, Any]) -> str:
    """Return the comment: the marker, whose word it is, and the audit's text made harmless."""
    for pattern, harmless in HARMLESS:
        text = pattern.sub(harmless, text)
    lines = [MARKER]
    if audited["head_repository"]["full_name"] != repository():
        lines += ["> From a fork: the text below was written by the fork's own code.", ""]
    foot = f"<sub>[the run]({audited['html_url']}) · {audited['head_sha'][:10]}</sub>"
    return "\n".join([*lines, text[:LIMIT].strip(), "", foot, ""])


def post(number: int, body: str) -> None:
    """Write the comment: over the one that bears the marker and is a bot's, as a new one otherwise."""
    comments = f"repos/{repository()}/issues/{number}/comments"
    pages = gh_json("--paginate", "--slurp", comments)
    own = [c["id"] for page in pages for c in page if c["user"]["type"] == "Bot" and c["body"].startswith(MARKER)]
    method, path = ("PATCH", f"repos/{repository()}/issues/comments/{own[0]}") if own else ("POST", comments)
    gh_json("--method", method, path, "--input", "-", given=json.dumps({"body": body}))
    print(f"{'updated' if own else 'posted'} the comment on pull request {number}")


def read(path: Path) -> str:
    """Return at most LIMIT characters of a file of the artifact, whatever bytes it holds; nothing where it is none."""
    if not path.is_file() or path.is_symlink():
        return ""
    with path.open("rb") as file:
        return file.read(4 * LIMIT).decode("utf-8", errors="replace")[:LIMIT]


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
