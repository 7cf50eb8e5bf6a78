"""Every relative link in the README and in docs/ leads to a file, and to a heading that is there."""

import re
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

ROOT = Path(__file__).parents[2]
PAGES = sorted([ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").glob("*.md")])
MARKDOWN = MarkdownIt("commonmark").enable("table")


def links(text: str) -> list[str]:
    """Return where a page's links and images lead."""
    tokens = [child for token in MARKDOWN.parse(text) for child in token.children or []]
    return [str(token.attrs.get("href") or token.attrs.get("src")) for token in tokens if token.type in KINDS]


KINDS = ("link_open", "image")


def anchors(text: str) -> list[str]:
    """Return the anchors that GitHub gives to a page's headings."""
    tokens = MARKDOWN.parse(text)
    headings = [tokens[at + 1].children or [] for at, token in enumerate(tokens) if token.type == "heading_open"]
    found: list[str] = []
    for parts in headings:
        words = "".join(part.content for part in parts if part.type in ("text", "code_inline"))
        anchor = re.sub(r"[^\w\- ]", "", words.lower()).replace(" ", "-")
        found.append(f"{anchor}-{found.count(anchor)}" if anchor in found else anchor)
    return found


def broken(page: Path) -> list[str]:
    """Return the relative links of a page that lead nowhere."""
    lost = []
    for link in links(page.read_text(encoding="utf-8")):
        if re.match(r"\w+:", link):
            continue
        name, _, anchor = link.partition("#")
        target = (page.parent / name).resolve() if name else page
        if not target.exists() or (anchor and anchor not in anchors(target.read_text(encoding="utf-8"))):
            lost.append(link)
    return lost


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_leads_somewhere(page):
    assert broken(page) == []


def test_links_that_lead_nowhere_are_found(tmp_path):
    page = tmp_path / "page.md"
    text = """# A `b/c`, d
## Twice
## Twice
[a](#a-bc-d) [b](#twice-1) [c](page.md#twice) [d](https://example.org/none)
[e](#no-such) [f](none.md) ![g](none.png) [h](page.md#twice-2)

| a |
|---|
| [i](no_table.md) |
"""
    page.write_text(text, encoding="utf-8")
    assert broken(page) == ["#no-such", "none.md", "none.png", "page.md#twice-2", "no_table.md"]
