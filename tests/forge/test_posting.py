"""One comment per pull request, on the pull request that the forge names, with a text that can do no harm."""

import html
import re

import pytest
from markdown_it import MarkdownIt

from confoundry.comment.document import Bullets, Document, Paragraph, Table
from confoundry.comment.escaping import JOINER, one_line
from confoundry.comment.stored import to_json

MARKDOWN = MarkdownIt("commonmark").enable(["table", "strikethrough"])
HARMLESS = ("inline", "text", "paragraph", "bullet", "list", "table", "thead", "tbody", "tr", "th", "td")
MARKER = "<!-- confoundry: audit -->"


def test_a_pull_request_gets_one_comment_which_is_updated(forge):
    forge.open_pull(12)
    forge.upload("first")
    forge.comment()
    forge.upload("second", run=8)
    forge.comment(run=8)
    [comment] = forge.comments
    assert comment["at"] == "repos/team/study/issues/12/comments"
    assert comment["body"].startswith(MARKER + "\nsecond\n")
    assert "first" not in comment["body"]
    assert "https://forge.example/runs/7" in comment["body"]


def test_a_persons_comment_that_quotes_the_marker_is_left_alone(forge):
    theirs = {"id": 1, "user": {"login": "ann", "type": "User"}, "body": MARKER + "\nlook at this"}
    bots = {"id": 2, "user": {"login": "other[bot]", "type": "Bot"}, "body": "covered: 93%"}
    forge.save("comments", [theirs, bots])
    forge.open_pull(12)
    forge.upload("ours")
    forge.comment()
    assert forge.comments[:2] == [theirs, bots]
    assert "ours" in forge.comments[2]["body"]


def test_an_artifact_cannot_choose_another_pull_request(forge):
    forge.open_pull(12, owner="mallory")
    forge.open_pull(13, head="b" * 40, branch="release")
    forge.upload("all is well", number="13")
    forge.comment(owner="mallory")
    assert [comment["at"] for comment in forge.comments] == ["repos/team/study/issues/12/comments"]


def test_among_pull_requests_with_one_head_the_audit_says_which(forge):
    forge.open_pull(12)
    forge.open_pull(13)
    forge.upload("against the second base", number="13")
    forge.comment()
    assert [comment["at"] for comment in forge.comments] == ["repos/team/study/issues/13/comments"]


@pytest.mark.parametrize("number", ["", "14", "12; rm -rf ."])
def test_among_pull_requests_with_one_head_any_other_word_posts_nothing(forge, number):
    forge.open_pull(12)
    forge.open_pull(13)
    forge.upload("…", number=number)
    assert "nothing is posted" in forge.comment()
    assert forge.comments == []


def test_a_text_on_a_commit_that_is_no_longer_the_head_is_not_posted(forge):
    forge.open_pull(12, head="b" * 40)
    forge.upload("old news", number="12")
    assert "nothing is posted" in forge.comment()
    assert forge.comments == []


def test_a_run_that_left_no_text_posts_nothing(forge):
    forge.open_pull(12)
    assert "the run left no comment" in forge.comment()
    assert forge.comments == []


def test_a_forks_text_is_called_its_own(forge):
    forge.open_pull(12, owner="mallory")
    forge.upload("all gates passed")
    forge.comment(owner="mallory")
    first, second, *_ = forge.comments[0]["body"].splitlines()
    assert first == MARKER
    assert "written by the fork's own code" in second


POSTED = [  # what a fork posted in the name of the project when its text was cleaned rather than laid out here
    "See @<!--org/team",
    "!<!--[x](https://tracker.example/p.png)",
    "<<!--img src=https://tracker.example/p.png>",
    "/<!--approve",
    "<!-<!----",
    "_@name_",
    "é@name",
]
OTHERS = [
    "thanks @everyone and &#64;everyone",
    "![](https://tracker.example/a.png)",
    "<IMG src=https://tracker.example/a.png>",
    "/approve",
    "a\0b",
]


@pytest.mark.parametrize("text", [*POSTED, *OTHERS])
@pytest.mark.parametrize("block", [Paragraph, lambda text: Bullets([text]), lambda text: Table([text], [[text]])])
def test_a_text_notifies_nobody_loads_nothing_and_commands_no_bot(forge, text, block):
    forge.open_pull(12)
    forge.upload(to_json(Document([block(text)])).encode())
    forge.comment()
    body = forge.comments[0]["body"].removeprefix(MARKER).rpartition("<sub>")[0]
    assert does_nothing(body), body
    assert one_line(text) in shown(body)


def does_nothing(body: str) -> bool:
    """Return whether markdown holds nothing but text, lists and tables, and names nobody."""
    tokens = [part for token in MARKDOWN.parse(body) for part in [token, *(token.children or [])]]
    active = {token.type for token in tokens if not token.type.startswith(HARMLESS)}
    return not active and not re.search(r"@\w|^\s*/\w|https?://\w|\0", html.unescape(body), re.MULTILINE)


def shown(body: str) -> str:
    """Return the text that a reader sees."""
    tokens = (part for token in MARKDOWN.parse(body) for part in token.children or [])
    return "\n".join(token.content for token in tokens).replace(JOINER, "")


def test_what_is_not_a_document_is_said_to_be_unreadable(forge):
    forge.open_pull(12)
    forge.upload(b'[{"block": "html", "text": "<b>"}]')
    forge.comment()
    body = forge.comments[0]["body"]
    assert "The audit left no content that can be shown." in body
    assert "<b>" not in body


@pytest.mark.parametrize("content", [b"\xff\xfe" + b"@x " * 200_000, b"[" * 900_000])
def test_an_artifact_of_any_bytes_and_length_fits_a_comment(forge, content):
    forge.open_pull(12)
    forge.upload(content)
    forge.comment()
    assert len(forge.comments[0]["body"]) < 65_536


def test_a_long_document_fits_a_comment(forge):
    forge.open_pull(12)
    forge.upload(to_json(Document([Bullets([f"{number} of many" for number in range(40_000)])])).encode())
    forge.comment()
    assert 10_000 < len(forge.comments[0]["body"]) < 65_536


def test_a_link_in_the_artifact_is_not_followed(forge, tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("a secret of the runner", encoding="utf-8")
    forge.open_pull(12)
    forge.upload("text")
    artifact = forge.folder / "artifacts" / "7" / "comment" / "comment.json"
    artifact.unlink()
    artifact.symlink_to(secret)
    forge.comment()
    assert "a secret" not in forge.comments[0]["body"]


def test_nothing_of_a_pull_request_is_part_of_a_command_but_as_one_argument(forge):
    branch = "x;touch hacked$(id)"
    forge.open_pull(12, branch=branch)
    forge.upload("text")
    forge.comment(branch=branch)
    assert f"head=team:{branch}" in forge.calls[1]["arguments"]
    assert len(forge.comments) == 1
