"""A bad and a harmless pull request as CI sees them: fresh clones, an S3 remote on loopback, the forge's comments."""

import importlib.util
import logging
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

DEMO = Path(__file__).parents[2] / "docs" / "make_demo.py"
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

    def __init__(self, demo, bucket: Bucket) -> None:
        self.demo, self.bucket = demo, bucket
        self.before = self.kept()
        self.worse = demo.audit(demo.clone("worse", "worse"), number=1)
        self.harmless = demo.audit(demo.clone("harmless", "harmless"), number=2)
        self.fork = demo.audit(demo.clone("fork", "worse"), number=3, fork=True)
        self.after = self.kept()

    def kept(self) -> tuple[str, set[str]]:
        refs = subprocess.run(["git", "for-each-ref"], cwd=self.demo.bare, capture_output=True, text=True, check=True)
        return refs.stdout, self.bucket.keys()


@pytest.fixture(scope="module")
def said(finished, s3: Bucket, tmp_path_factory: pytest.TempPathFactory) -> Conversation:
    spec = importlib.util.spec_from_file_location("make_demo", DEMO)
    make_demo = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(make_demo)
    folder = tmp_path_factory.mktemp("pull_request")
    demo = make_demo.Demo(folder, "s3://audits/store", {"endpointurl": s3.url}, KEYS)
    demo.begin(finished.folder)
    for name, edits in make_demo.BRANCHES.items():
        demo.branch(name, edits)
    return Conversation(demo, s3)


def test_a_variant_made_worse_breaks_the_gate(said):
    status, text = said.worse
    assert status == 1, text
    assert "l2" in text
    assert "unpaired" not in text


def test_a_harmless_change_passes(said):
    status, text = said.harmless
    assert status == 0, text
    assert "worse" not in text


def test_the_page_comes_from_the_remote(said):
    assert "`index.html`, is among the run's artifacts" in said.worse[1]
    page = (said.demo.folder / "worse" / "reports" / "index.html").read_text(encoding="utf-8")
    assert page.startswith("<!DOCTYPE html>")


def test_a_fork_is_judged_by_the_numbers_in_git(said):
    status, text = said.fork
    assert status == 1, text
    assert "No page: the DVC remote could not be read" in text
    assert "credentials" in text


def test_ci_pushes_nothing(said):
    assert said.after == said.before
    for checkout in ("worse", "harmless", "fork"):
        changed = ["git", "status", "--porcelain"]
        done = subprocess.run(changed, cwd=said.demo.folder / checkout, capture_output=True, text=True, check=True)
        assert done.stdout == ""


def test_numbers_edited_by_hand_are_stale(said):
    checkout = said.demo.clone("stale", "harmless")
    summary = checkout / "metrics" / "summary.csv"
    summary.write_text(summary.read_text(encoding="utf-8").replace(",0.5", ",0.9"), encoding="utf-8")
    status, text = said.demo.audit(checkout)
    assert status == 2, text
    assert "stale" in text
    assert "summary.csv" in text
    assert "`confoundry run`, then commit" in text


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
    forge.upload((artifact / "comment.md").read_bytes(), number=(artifact / "number").read_text(encoding="utf-8"))
    forge.comment()
    [comment] = forge.comments
    assert said.worse[1].strip() in comment["body"]
