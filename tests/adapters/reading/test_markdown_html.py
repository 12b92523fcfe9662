"""HTML, front matter and links in Markdown."""

from pathlib import Path

import pytest

from desktop_rag.adapters.reading import markdown
from tests.adapters.reading.test_formats import blocks, read


def test_html_in_markdown_is_read_as_html(tmp_path: Path) -> None:
    text = (
        "# Head\n\n<table>\n<tr><th>Name</th><th>Price</th></tr>\n\n"
        "<tr><td>lamp</td><td>20</td></tr></table>\n\n<ul>\n  <li>one</li><li>two</li>\n</ul>\n\n"
        "<details>\n<summary>More</summary>\n\n*words*\n\n</details>\n"
        '<h2 align="center">Below</h2>\nend'
    )
    _, (part,) = read(tmp_path, "a.md", text)
    assert blocks(part) == [
        ("heading", 1, "Head"),
        ("row", 0, "Name | Price"),
        ("row", 0, "Name: lamp | Price: 20"),
        ("item", 1, "one"),
        ("item", 1, "two"),
        ("paragraph", 0, "More"),
        ("paragraph", 0, "words"),
        ("heading", 2, "Below"),
        ("paragraph", 0, "end"),
    ]


def test_front_matter_is_kept_but_for_title_and_author(tmp_path: Path) -> None:
    text = "---\ntitle: A title\nauthor: Ann\nFormat: ARJ\ntags: [old, archive]\n---\nText.\n"
    found, (part,) = read(tmp_path, "a.md", text)
    assert (found.title, found.author) == ("A title", "Ann")
    assert part.unit.text == "Format: ARJ\ntags: [old, archive]\n\nText."


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("see <https://example.org/a?b=c>.", "see https://example.org/a?b=c."),
        ("write to <ann@example.org> now", "write to ann@example.org now"),
        ("a <b class=x>bold</b> word<br/>", "a bold word"),
        ("**bold *and* more** and __under_score__", "bold and more and under_score"),
        ("2 ** 3 ** 4 and a*b*c", "2 ** 3 ** 4 and a*b*c"),
        ("one <!-- two --> three <!-- four", "one  three <!-- four"),
    ],
)
def test_signs_and_links_within_a_line(tmp_path: Path, text: str, shown: str) -> None:
    _, (part,) = read(tmp_path, "a.md", text)
    assert part.unit.text == shown


def test_html_blocks_are_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(markdown, "MAX_HTML", 2)
    _, (part,) = read(tmp_path, "a.md", "<p>a &amp; b</p>\n\n" * 3)
    assert part.unit.text == "a & b\n\na & b\n\na &amp; b"
