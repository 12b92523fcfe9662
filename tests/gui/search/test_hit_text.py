"""Snippets on two lines, with the matched words grounded where they really stand."""

from PySide6.QtGui import QTextCharFormat

from desktop_rag.domain.passages import Span
from desktop_rag.gui.looks.fonts import font
from desktop_rag.gui.offsets import Offsets
from desktop_rag.gui.search.hit_text import HitText, joined, lay_out

LONG = "The quick water table of the fen " * 20


def laid(snippet: str, *marks: Span, width: float = 300) -> HitText:
    return lay_out(snippet, marks, font("body"), 18, width, QTextCharFormat())


def test_a_long_snippet_ends_after_two_lines_with_an_ellipsis_after_a_whole_word(qapp: object) -> None:
    text = laid(LONG).layout
    assert text.lineCount() == 2
    shown = text.text()
    assert shown.endswith("…")
    assert LONG.startswith(shown[:-1]) and LONG[len(shown) - 1] == " "


def test_a_short_snippet_is_left_as_it_is(qapp: object) -> None:
    assert laid("water table").layout.text() == "water table"


def test_a_word_longer_than_both_lines_is_cut_and_ends_too(qapp: object) -> None:
    text = laid("x" * 2000).layout
    assert text.lineCount() == 2
    assert text.text().endswith("…")


def test_line_ends_in_a_snippet_do_not_break_its_lines(qapp: object) -> None:
    assert laid("water\ntable\u2029here").layout.lineCount() == 1


def test_neighbouring_marks_become_one_and_marks_outside_are_left_out() -> None:
    text = "water table depth"
    assert joined([Span(6, 11), Span(0, 5)], text) == [Span(0, 11)]
    assert joined([Span(12, 99), Span(50, 60), Span(3, 3)], text) == [Span(12, 17)]


def test_a_mark_behind_characters_beyond_the_basic_plane_lies_on_its_word(qapp: object) -> None:
    plain, wide = laid("ab water", Span(3, 8)), laid("𝄞𝄞 water", Span(3, 8))
    assert wide.layout.formats()[0].start == 5
    assert wide.layout.formats()[0].length == 5
    assert abs(wide.grounds[0].width() - plain.grounds[0].width()) < 1.5


def test_a_mark_over_two_lines_has_a_ground_on_each(qapp: object) -> None:
    assert len(laid("water " * 12, Span(0, 71)).grounds) == 2


def test_offsets_go_both_ways_in_text_with_wide_characters() -> None:
    offsets = Offsets("a𝄞b𝄞c")
    assert [offsets.to_qt(at) for at in range(6)] == [0, 1, 3, 4, 6, 7]
    assert [offsets.to_text(offsets.to_qt(at)) for at in range(6)] == [0, 1, 2, 3, 4, 5]
    assert offsets.to_text(2) == 1
    assert offsets.to_qt(99) == 7 and offsets.to_text(99) == 5
