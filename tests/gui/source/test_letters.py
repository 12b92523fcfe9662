"""The letters of a page: lines of a span, the place under the pointer, words, and selections over pages."""

from array import array

from desktop_rag.domain.passages import Span
from desktop_rag.domain.reading import PageLetters, Rect
from desktop_rag.gui.source.letters import Letters
from desktop_rag.gui.source.selecting import Selection

TEXT = "Head\nOne two.\nFoot"


def letters(start: int = 100, boxes: int | None = None) -> Letters:
    """Letters 10 points wide in lines 20 points apart; the first and last are not of the body."""
    found, line, column = array("f"), 0, 0
    for letter in TEXT:
        blank = letter.isspace()
        left, top = 10.0 * column, 20.0 * line
        found.extend((0,) * 4 if blank else (left, top, left + 10, top + 12))
        line, column = (line + 1, 0) if letter == "\n" else (line, column + 1)
    data = found.tobytes()
    return Letters(PageLetters(start, TEXT, data if boxes is None else data[:boxes], 15, 35))


def test_a_span_is_marked_line_by_line_without_the_running_heads() -> None:
    assert letters().rects(0, len(TEXT)) == [Rect(0, 0, 40, 12), Rect(0, 20, 80, 32), Rect(0, 40, 40, 52)]
    assert letters().marked(Span(100, 200)) == [Rect(0, 20, 80, 32)]
    assert letters().marked(Span(100, 104)) == [Rect(0, 0, 40, 12)]
    assert letters().marked(Span(500, 600)) == []


def test_the_place_that_is_nearest_to_a_point_is_in_its_line() -> None:
    there = letters()
    assert there.at(1, 25) == 5
    assert there.at(9, 25) == 6
    assert there.at(1000, 25) == 13
    assert there.at(1000, 1000) == len(TEXT)


def test_a_double_click_takes_a_word() -> None:
    first, last = letters().word(10)
    assert TEXT[first:last] == "two"


def test_boxes_that_are_missing_or_odd_are_letters_without_a_place() -> None:
    assert letters(boxes=33).rects(0, 100) == [Rect(0, 0, 20, 12)]
    assert letters(boxes=0).at(5, 5) == 0
    odd = array("f", (5, 5, 1, 1, float("nan"), 0, 1, 1)).tobytes()
    assert Letters(PageLetters(0, "ab", odd)).rects(0, 2) == []


def test_a_selection_reaches_over_pages_whichever_way_it_was_made() -> None:
    pages = {0: letters(), 1: letters(), 2: letters()}
    forth, back = Selection((0, 14), (2, 4)), Selection((2, 4), (0, 14))
    assert forth.text(pages) == back.text(pages) == f"Foot\n\n{TEXT}\n\nHead"
    assert back.on(1, 18) == (0, 18) and back.on(3, 18) == (0, 0)
    assert Selection((0, 3), (0, 3)).text(pages) == ""
