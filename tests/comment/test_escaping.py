"""Nothing that data say can format, link, mention or leave its place."""

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from confoundry.comment.document import Bullets, Code, Document, Fold, Paragraph, Table
from confoundry.comment.escaping import JOINER, escaped, one_line
from confoundry.comment.markdown import markdown

MARKDOWN = MarkdownIt("commonmark").enable(["table", "strikethrough"])
NASTY = [
    "a|b",
    "`x`",
    "``` \n# x",
    "<img src=x onerror=alert(1)>",
    "<!-- -->",
    "</td></table>",
    "</details>",
    "@octocat",
    "[a](http://x.y)",
    "![a](b)",
    "**b** _c_ ~~d~~",
    "a\\",
    "\\|",
    "&lt;b&gt;",
    "1. x",
    "- x",
    "+ x",
    "---",
    "===",
    "# h",
    "$x$",
    "line\nline\r\nline\u2028line",
    "\x1b[31mred\x1b[0m\x07",
    "\u202eevil",
    "www.example.org",
    "https://example.org",
    "a@b.org",
    "#1 GH-2 org/repo#3",
    ":smile:",
]
TEXTS = st.one_of(
    st.sampled_from(NASTY),
    st.text(st.sampled_from("ab1 |`<>&@#[]()*_~\\!-+=.:$\n\r\t\"'{}/\u202e"), max_size=30),
    st.text(max_size=30),
)


def leaves(tokens):
    """All that is shown, with its kind, without the blocks around it."""
    for token in tokens:
        yield from (
            leaves(token.children) if token.children else [token] if token.type == "text" or token.content else []
        )


def shown(tokens):
    return "".join(leaf.content for leaf in leaves(tokens)).replace(JOINER, "")


@given(st.lists(st.lists(TEXTS, min_size=2, max_size=2), min_size=1, max_size=4))
@example([["a|b`", "c\n|d"]])
@example([["---", "==="]])
def test_a_cell_holds_its_text_and_nothing_else(rows):
    tokens = MARKDOWN.parse(markdown(Document([Table(["x", "y"], rows)])))
    kinds = {token.type for token in tokens}
    assert kinds <= {
        f"{part}_{end}" for part in ("table", "thead", "tbody", "tr", "th", "td") for end in ("open", "close")
    } | {"inline"}
    cells = [token for token in tokens if token.type == "inline"]
    assert len(cells) == 2 + 2 * len(rows)
    assert all(child.type == "text" for cell in cells for child in cell.children or [])
    expected = [one_line(text) for row in rows for text in row]
    assert [shown([cell]).strip() for cell in cells[2:]] == [text.strip() for text in expected]


@given(TEXTS, TEXTS)
def test_a_paragraph_and_a_line_hold_their_text(first, second):
    tokens = MARKDOWN.parse(markdown(Document([Paragraph(f"x{first}"), Bullets([second])])))
    assert {token.type.rpartition("_")[0] for token in tokens} <= {"paragraph", "bullet_list", "list_item", ""}
    assert all(leaf.type == "text" for leaf in leaves(tokens))
    assert shown(tokens) == one_line(f"x{first}", 2000) + one_line(second, 2000)


@given(TEXTS)
def test_code_stays_code(text):
    tokens = MARKDOWN.parse(markdown(Document([Code([text, "x"]), Paragraph("end")])))
    assert [token.type for token in tokens] == ["fence", "paragraph_open", "inline", "paragraph_close"]
    assert tokens[0].content == f"{one_line(text, 2000)}\nx\n"


@given(TEXTS)
def test_a_fold_is_closed_by_itself_alone(text):
    said = markdown(Document([Fold(text, [Paragraph(text)])]))
    assert said.count("<details>") == said.count("</details>") == said.count("</summary>") == 1


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("excess_pull", "excess_pull"),  # a name reads as it is
        ("_a_", "&#95;a&#95;"),
        ("@octocat", f"&#64;{JOINER}octocat"),
        ("#12", f"&#35;{JOINER}12"),
        ("https://x.y", f"https:{JOINER}//x.y".replace(f":{JOINER}", f"{JOINER}:")),
        ("www.x.y", f"www{JOINER}.x.y"),
        ("a@b.c", f"a{JOINER}&#64;{JOINER}b.c"),
        ("GH-2", f"GH{JOINER}-2"),
        ("a\n\n# b", "a &#35; b"),
        ("1. a", "1&#46; a"),
        ("88.4", "88.4"),
        ("\x1b[31m", "&#92;u001b&#91;31m"),
        ("l\u200b2", "l&#92;u200b2"),  # without a mark two names would look the same
        ("\u202e2l\u202c", "&#92;u202e2l&#92;u202c"),
        ("l2\u3164", "l2&#92;u3164"),
        ("\U000e0041", "&#92;U000e0041"),
        (":smile:", "&#58;smile:"),
    ],
)
def test_what_it_reads_like(text, expected):
    assert escaped(text) == expected


@given(st.text(max_size=300))
def test_one_line_is_one_line(text):
    said = one_line(text)
    assert len(said) <= 120
    assert all(unicodedata.category(one)[0] != "C" for one in said)
    assert len(said.splitlines()) <= 1


def test_a_long_text_is_cut():
    assert one_line("x" * 500) == "x" * 119 + "…"
    assert one_line("ab " * 100, 6) == "ab ab…"
