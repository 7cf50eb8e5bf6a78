"""Whatever a document holds, it is as short as it must be, and what is open is closed."""

from hypothesis import given
from hypothesis import strategies as st

from confoundry.comment.document import Bullets, Code, Curve, Document, Fold, Paragraph, Table
from confoundry.comment.markdown import markdown

WORDS = st.text(max_size=3000) | st.sampled_from(["|" * 3000, "`" * 3000, "<" * 3000, "é" * 3000, ""])
LINES = st.lists(WORDS, max_size=30)
PLAIN = st.one_of(
    st.builds(Paragraph, WORDS, st.booleans()),
    st.builds(Bullets, LINES),
    st.builds(Code, LINES),
    st.builds(Table, st.just(["x", "y"]), st.lists(st.tuples(WORDS, WORDS), max_size=60)),
    st.builds(Curve, WORDS, st.just(["a", "b"]), st.just([("before", [1, 2]), ("after", [3, 4])]), WORDS),
)
BLOCKS = PLAIN | st.builds(Fold, WORDS, st.lists(PLAIN, max_size=4))


@given(st.lists(BLOCKS, max_size=12), st.sampled_from([2_000, 20_000]))
def test_it_is_no_longer_than_it_may_be(blocks, most):
    said = markdown(Document(blocks), most)
    assert len(said.encode()) <= most
    assert said.count("<details>") == said.count("</details>")
    assert said.count("```mermaid") <= said.count("xychart-beta")
