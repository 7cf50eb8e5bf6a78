"""The forge as `gh` shows it, from the files in $FORGE: every call is recorded, and comments are kept."""

import json
import os
import shutil
import sys
from pathlib import Path

FORGE = Path(os.environ["FORGE"])
BOT = {"login": "github-actions[bot]", "type": "Bot"}


def main(*arguments: str) -> str:
    """Answer a call, or end with status 1 as `gh` does."""
    given = sys.stdin.read() if "--input" in arguments else ""
    with (FORGE / "calls.jsonl").open("a", encoding="utf-8") as calls:
        calls.write(json.dumps({"arguments": arguments, "given": given}) + "\n")
    match arguments:
        case ["run", "download", run, "--repo", _, "--name", name, "--dir", folder]:
            return download(FORGE / "artifacts" / run / name, Path(folder))
        case ["api", "--method", "GET", path, "-f", "state=open", "-f", head] if path.endswith("/pulls"):
            return json.dumps([pull for pull in load("pulls") if head == f"head={pull['head']['label']}"])
        case ["api", "--paginate", "--slurp", path] if path.endswith("/comments"):
            comments = load("comments")
            return json.dumps([comments[:1], comments[1:]])  # in pages
        case ["api", "--method", "POST", path, "--input", "-"] if path.endswith("/comments"):
            return save([*load("comments"), {"id": len(load("comments")) + 1, "user": BOT, "at": path, **body(given)}])
        case ["api", "--method", "PATCH", path, "--input", "-"]:
            number = int(path.rpartition("/")[2])
            return save([c | body(given) if c["id"] == number else c for c in load("comments")])
        case _:
            sys.exit(f"gh: not known to this stand-in: {arguments}")


def download(artifact: Path, folder: Path) -> str:
    if not artifact.is_dir():
        sys.exit("no artifact matches any of the names or patterns provided")
    shutil.copytree(artifact, folder, dirs_exist_ok=True, symlinks=True)
    return ""


def load(name: str) -> list[dict]:
    file = FORGE / f"{name}.json"
    return json.loads(file.read_text(encoding="utf-8")) if file.exists() else []


def save(comments: list[dict]) -> str:
    (FORGE / "comments.json").write_text(json.dumps(comments), encoding="utf-8")
    return "{}"


def body(given: str) -> dict:
    return {"body": json.loads(given)["body"]}


if __name__ == "__main__":
    print(main(*sys.argv[1:]))
