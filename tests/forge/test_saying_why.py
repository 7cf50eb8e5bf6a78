"""What the comment says where `confoundry diff` found nothing: its own reason, as text that stays text."""

import runpy
import subprocess
from pathlib import Path

from confoundry.comment.document import Document, Paragraph
from confoundry.comment.markdown import markdown
from confoundry.comment.stored import to_json

SCRIPT = runpy.run_path(str(Path(__file__).parents[2] / ".ci" / "pull_request.py"))


def said(status: int, out: str = "", err: str = "") -> str:
    return markdown(Document(SCRIPT["compared"](subprocess.CompletedProcess(["confoundry", "diff"], status, out, err))))


def found(text: str) -> str:
    return to_json(Document([Paragraph(text, strong=True)]))


def test_what_was_compared_is_the_text():
    assert said(0, found("Nothing changed.")) == "**Nothing changed.**\n"
    assert said(1, found("A gate is broken."), "error: gate broken") == "**A gate is broken.**\n"


def test_stale_numbers_say_how_to_mend_them():
    text = said(2, "", "error: stage summarize: got stale ones\n\n")
    assert "```\nerror: stage summarize: got stale ones\n```" in text
    assert "confoundry run, then commit dvc.lock, metrics/ and plots/" in text


def test_another_reason_is_given_without_that():
    text = said(2, "", "error: no such revision")
    assert "error: no such revision" in text
    assert "confoundry run" not in text


def test_a_crash_is_told_with_its_status():
    text = said(70, "half a te", "Traceback …\nKeyError: 'x'")
    assert "status 70" in text
    assert "KeyError: 'x'" in text
    assert "half a te" not in text


def test_a_name_in_a_reason_cannot_end_its_block():
    text = said(2, "", "error: ````</details> @everyone")
    assert "`````\nerror: ````</details> @everyone\n`````" in text
