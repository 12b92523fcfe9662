"""Markdown of an answer: what is closed while it streams, what counts as a citation, what a link may be."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_rag.gui.chat.markdown import closed_until, is_safe_link, parse, pieces

KNOWN = frozenset((1, 2, 3))


def test_a_single_block_stays_open() -> None:
    assert closed_until("The seller or supplier does.\n\n") == 0


def test_all_blocks_but_the_last_are_closed() -> None:
    text = "First.\n\nSecond.\n\n- a\n- b"
    assert text[: closed_until(text)] == "First.\n\nSecond.\n\n"


def test_a_list_with_blank_lines_stays_open_until_another_block_begins() -> None:
    text = "1. one\n\n2. two\n\n3. three"
    assert closed_until(text) == 0
    assert closed_until(text + "\n\nAfter.") == len(text) + 2


def test_an_open_fence_is_not_divided_at_its_blank_lines() -> None:
    text = "Code:\n\n```python\na = 1\n\nb = 2\n"
    assert text[: closed_until(text)] == "Code:\n\n"


@given(
    st.lists(st.sampled_from(["word ", "\n", "\n\n", "- ", "> ", "```", "| a | b |\n", "# ", "1. ", "---\n"]))
)
def test_what_is_closed_parses_alike_whatever_follows(parts: list[str]) -> None:
    text = "".join(parts)
    closed = closed_until(text)
    assert 0 <= closed <= len(text)
    apart = [token.type for token in parse(text[:closed])] + [token.type for token in parse(text[closed:])]
    assert apart == [token.type for token in parse(text)]


def test_only_numbers_of_passages_are_citations() -> None:
    assert pieces("so. [1] And [7] too [2, 3].", KNOWN) == ["so.", 1, " And [7] too", 2, 3, "."]


def test_a_group_with_an_unknown_number_stays_text() -> None:
    assert pieces("see [1, 9]", KNOWN) == ["see [1, 9]"]


@pytest.mark.parametrize(
    ("address", "safe"),
    [
        ("https://example.org/a", True),
        ("mailto:someone@example.org", True),
        ("file:///etc/passwd", False),
        ("javascript:alert(1)", False),
        ("cite:1", False),
        ("data:text/html,x", False),
        ("https://exa mple.org", False),
    ],
)
def test_links_are_of_three_schemes(address: str, safe: bool) -> None:
    assert is_safe_link(address) is safe


def test_no_line_can_turn_citations_into_links() -> None:
    tokens = parse("See [1].\n\n[1]: https://evil.example\n")
    assert not [child for token in tokens for child in token.children or [] if child.type == "link_open"]
