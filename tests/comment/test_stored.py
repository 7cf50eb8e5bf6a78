"""What an audit leaves for the job that posts it: read strictly, and the same when read again."""

import json
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from confoundry.comment.document import Bullets, Code, Curve, Document, Fold, Paragraph, Table
from confoundry.comment.markdown import markdown
from confoundry.comment.stored import from_json, to_json
from tests.comment.test_escaping import TEXTS

LISTS = st.lists(TEXTS, max_size=3)
PLAIN = st.one_of(
    st.builds(Paragraph, TEXTS, strong=st.booleans()),
    st.builds(Bullets, LISTS),
    st.builds(Code, LISTS),
    st.builds(Table, LISTS, st.lists(LISTS, max_size=3), st.lists(st.sampled_from(["left", "right"]), max_size=3)),
    st.builds(
        Curve,
        TEXTS,
        LISTS,
        st.lists(st.tuples(TEXTS, st.lists(st.floats(0, 100), max_size=3)), max_size=3),
        TEXTS,
    ),
)
DOCUMENTS = st.builds(Document, st.lists(PLAIN | st.builds(Fold, TEXTS, st.lists(PLAIN, max_size=3)), max_size=4))
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | TEXTS,
    lambda of: (
        st.lists(of, max_size=3)
        | st.dictionaries(
            st.sampled_from(["block", "text", "items", "lines", "rows", "headings", "title", "blocks"]), of
        )
    ),
    max_leaves=8,
)


@given(DOCUMENTS)
def test_a_document_is_the_same_when_it_is_read_again(document):
    stored = to_json(document)
    assert to_json(from_json(stored)) == stored
    assert markdown(from_json(stored)) == markdown(document)


@given(JSON)
def test_any_json_is_a_document_or_refused(value):
    try:
        document = from_json(json.dumps(value))
    except ValueError:
        return
    markdown(document)


FOLD = {"block": "fold", "title": "a", "blocks": []}
REFUSED = [
    "",
    "{}",
    "null",
    "[1]",
    "[" * 100_000,
    [{"block": "html", "text": "<b>"}],
    [{"block": "paragraph", "text": 1}],
    [{"block": "paragraph"}],
    [{"block": "bullets", "items": "abc"}],
    [{"block": "table", "headings": ["a"], "rows": [[None]]}],
    [{"block": "table", "headings": ["a"], "rows": [["a"]], "sides": ["up"]}],
    [{"block": "curve", "title": "a", "places": [], "axis": "", "lines": [["a"]]}],
    '[{"block": "curve", "title": "a", "places": [], "axis": "", "lines": [["a", [NaN]]]}]',
    [{"block": "curve", "title": "a", "places": [], "axis": "", "lines": [["a", [True]]]}],
    [FOLD | {"blocks": [FOLD]}],
]


@pytest.mark.parametrize("content", REFUSED, ids=lambda one: str(one)[:40])
def test_what_is_no_document_is_refused(content):
    with pytest.raises(ValueError):  # noqa: PT011, json's own errors among them
        from_json(content if isinstance(content, str) else json.dumps(content))


def test_half_a_character_is_shown_as_a_question_mark():
    assert markdown(from_json('[{"block": "paragraph", "text": "a\\ud800b"}]')) == "a?b\n"


def test_laying_out_needs_nothing_but_python():
    code = """
import sys
sys.path.insert(0, "src")
import confoundry.comment.markdown, confoundry.comment.stored
print(*sys.modules)
"""
    done = subprocess.run([sys.executable, "-S", "-c", code], capture_output=True, text=True, check=True)
    assert not {"pydantic", "numpy", "rich"} & set(done.stdout.split())
