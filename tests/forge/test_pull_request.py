"""A bad and a harmless pull request as CI sees them: fresh clones, an S3 remote on loopback, the forge's comments.

The study's stages are stubs where they would train: see tests/stubs.
"""

import html
import importlib.util
import logging
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from tests.commands import Commands

pytestmark = [pytest.mark.slow, pytest.mark.ci]
ROOT = Path(__file__).parents[2]
DEMO = ROOT / "docs" / "make_demo.py"
KEYS = {"AWS_ACCESS_KEY_ID": "reader", "AWS_SECRET_ACCESS_KEY": "secret"}


@pytest.fixture(scope="module")
def s3() -> Iterator["Bucket"]:
    """The bucket `audits` of an S3 server on loopback."""
    from moto.server import ThreadedMotoServer

    logging.getLogger("werkzeug").setLevel(logging.WARNING)
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield Bucket(f"http://{host}:{port}")
    server.stop()


class Bucket:
    """A bucket, and what is in it."""

    def __init__(self, url: str) -> None:
        import boto3

        keys = {name.lower(): value for name, value in KEYS.items()}
        self.url = url
        self._client = boto3.client("s3", endpoint_url=url, region_name="us-east-1", **keys)
        self._client.create_bucket(Bucket="audits")

    def keys(self) -> set[str]:
        pages = self._client.get_paginator("list_objects_v2").paginate(Bucket="audits")
        return {one["Key"] for page in pages for one in page["Contents"]}


class Conversation:
    """Two pull requests, audited, and what CI left behind."""

    def __init__(self, make_demo: ModuleType, demo, bucket: Bucket) -> None:
        self.make_demo, self.demo, self.bucket = make_demo, demo, bucket
        self.before = self.kept()
        self.worse = demo.audit(demo.clone("worse", "worse"), number=1)
        self.harmless = demo.audit(demo.clone("harmless", "harmless"), number=2)
        self.fork = demo.audit(demo.clone("fork", "worse"), number=3, fork=True)
        self.after = self.kept()

    def kept(self) -> tuple[str, set[str]]:
        refs = subprocess.run(["git", "for-each-ref"], cwd=self.demo.bare, capture_output=True, text=True, check=True)
        return refs.stdout, self.bucket.keys()


def blocks() -> list[str]:
    """Return the commands of docs/pull-requests.md that need more than a fresh clone."""
    text = (ROOT / "docs" / "pull-requests.md").read_text(encoding="utf-8")
    return re.findall(r"^```sh\n(.*?)^```", text, re.MULTILINE | re.DOTALL)


@pytest.fixture(scope="module")
def said(stubbed, commands: Commands, s3: Bucket, tmp_path_factory: pytest.TempPathFactory) -> Conversation:
    spec = importlib.util.spec_from_file_location("make_demo", DEMO)
    make_demo = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(make_demo)
    make_demo.run = lambda where, *command, **env: commands.run(
        [*command], where, make_demo.environment(where, **commands.env | env)
    )
    folder = tmp_path_factory.mktemp("pull_request")
    demo = make_demo.Demo(folder, "s3://audits/store", {"endpointurl": s3.url}, KEYS)
    demo.begin(stubbed.folder)
    for name, edits in make_demo.BRANCHES.items():
        demo.branch(name, edits)
    return Conversation(make_demo, demo, s3)


def test_a_variant_made_worse_breaks_the_gate(said):
    status, text = said.worse
    assert status == 1, text
    assert text.startswith("**A gate failed (lighting × l2")
    assert "8 of 8 numbers are paired, on 961 test images" in text, "with answers from the remote"
    assert "variants.l2.l2: 0.01 → 0.1" in text
    assert "xychart-beta" in text


def test_a_harmless_change_passes(said):
    status, text = said.harmless
    assert status == 0, text
    assert text.startswith("**No relevant change")
    assert "✗" not in text


def test_the_page_comes_from_the_remote(said):
    assert "index.html, is among the run's artifacts" in said.worse[1]
    page = (said.demo.folder / "worse" / "reports" / "index.html").read_text(encoding="utf-8")
    assert page.startswith("<!DOCTYPE html>")


def test_a_fork_is_judged_by_the_numbers_in_git(said):
    status, text = said.fork
    assert status == 1, text
    assert "No page: the DVC remote could not be read" in text
    assert "Unable to locate credentials" in text
    assert "4 are unpaired" in text
    assert "4 are the same" in text, "what the branch left alone has the same hashes in dvc.lock"


def test_ci_pushes_nothing(said):
    assert said.after == said.before
    for checkout in ("worse", "harmless", "fork"):
        changed = ["git", "status", "--porcelain"]
        done = subprocess.run(changed, cwd=said.demo.folder / checkout, capture_output=True, text=True, check=True)
        assert done.stdout == ""


def test_numbers_edited_by_hand_are_stale(said):
    checkout = said.demo.clone("stale", "harmless")
    summary = checkout / "metrics" / "summary.csv"
    recorded = summary.read_text(encoding="utf-8")
    assert ",0.9896," in recorded
    summary.write_text(recorded.replace(",0.9896,", ",0.9996,"), encoding="utf-8")
    status, text = said.demo.audit(checkout)
    assert status == 2, text
    assert "stale" in text
    assert "summary.csv" in text
    assert "confoundry run, then commit" in text


def test_a_page_that_was_not_pushed_is_missed_in_a_line(said):
    checkout = said.demo.clone("unpushed", "harmless")
    config = checkout / ".dvc" / "config.local"
    config.write_text("['remote \"store\"']\n    url = s3://audits/empty\n", encoding="utf-8")
    status, text = said.demo.audit(checkout)
    assert status == 0, text
    assert "No page: the DVC remote has none of this revision" in text


def test_the_comment_is_what_the_audit_wrote(said, forge):
    artifact = said.demo.folder / "worse.runner" / "pull_request"
    forge.open_pull(1)
    forge.upload((artifact / "comment.json").read_bytes(), number=(artifact / "number").read_text(encoding="utf-8"))
    forge.comment()
    [comment] = forge.comments
    assert html.unescape(said.worse[1].strip()) in html.unescape(comment["body"])


def test_the_demos_page_shows_the_comment_as_a_page(said):
    shown = said.make_demo.page(said.worse[1], "worse")
    assert "<table>" in shown
    assert "<details><summary>" in shown
    assert '<code class="language-mermaid">' in shown


def test_a_conflict_is_resolved_as_the_page_says(said):
    """Either side, a run, a commit: only what reads both sides' changes runs again."""
    author, do = said.demo.author, said.make_demo.do
    do(author, "git", "switch", "--quiet", "--create", "both", "worse")
    do(author, "dvc", "checkout", "--quiet")
    merge = said.make_demo.run(author, "git", "merge", "harmless")
    assert "CONFLICT (content): Merge conflict in dvc.lock" in merge.stdout
    [recipe] = [block for block in blocks() if "git checkout --ours" in block]
    do(author, "bash", "-euo", "pipefail", "-c", recipe)
    assert do(author, "git", "status", "--porcelain") == ""
    assert do(author, "dvc", "status").strip() == "Data and pipelines are up to date."
    assert "0.1" in do(author, "git", "show", "HEAD:params.yaml")
    do(author, "confoundry", "diff", "--against", "worse", "--gate")
