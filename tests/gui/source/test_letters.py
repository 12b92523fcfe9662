"""The letters of a page: lines of a span, the place under the pointer, words, and selections over pages."""

from array import array

from desktop_rag.domain.passages import Span
from desktop_rag.domain.reading import PageLetters, Rect
from desktop_rag.gui.source.letters import Letters
from desktop_rag.gui.source.marking import Mark
from desktop_rag.gui.source.pages import toned
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


def test_a_span_is_marked_line_by_line_and_its_body_is_told_from_running_heads() -> None:
    page = letters()
    assert page.rects(0, len(TEXT)) == [Rect(0, 0, 40, 12), Rect(0, 20, 80, 32), Rect(0, 40, 40, 52)]
    lines = page.marked(Span(100, 200))
    assert lines == [Rect(-1, 0, 41, 20), Rect(-1, 20, 81, 40), Rect(-1, 40, 41, 52)]
    assert page.body(lines) == lines[1:2]
    head = page.marked(Span(100, 104))
    assert page.body(head) == head == [Rect(-1, 0, 41, 12)]
    assert page.marked(Span(500, 600)) == []


def test_running_heads_within_a_passage_are_marked_softly_at_most() -> None:
    page = letters()
    head, body, foot = page.marked(Span(100, 200))
    assert toned(page, Mark(Span(100, 200), "now")) == [("now", [body]), ("rest", [head, foot])]
    assert toned(page, Mark(Span(100, 200), "rest")) == [("rest", [head, body, foot])]
    assert toned(page, Mark(Span(105, 108), "word")) == [("word", [Rect(0, 20, 30, 32)])]


def page_of(*boxes: tuple[float, float, float, float], inks: tuple[tuple[float, ...], ...] = ()) -> Letters:
    numbers = array("f", [side for box in boxes for side in box]).tobytes()
    ink = array("f", [side for box in inks for side in box]).tobytes()
    return Letters(PageLetters(0, "x" * len(boxes), numbers, inks=ink))


def test_a_mark_is_no_wider_than_its_letters_where_a_neighbour_stands_close() -> None:
    close = page_of((0, 0, 10, 10), (10, 0, 11.5, 10), (11.5, 0, 21, 10))
    assert close.marked(Span(0, 1)) == [Rect(0, 0, 10, 10)]
    assert close.marked(Span(0, 3)) == [Rect(-1, 0, 22, 10)]


def test_a_mark_does_not_reach_down_over_letters_that_are_not_its_own() -> None:
    between = page_of((0, 0, 10, 10), (0, 11, 3, 13), (0, 14, 10, 24))
    assert Rect(-1, 0, 11, 14) in page_of((0, 0, 10, 10), (0, 14, 10, 24)).marked(Span(0, 2))
    apart = Letters(PageLetters(0, "aba", between._boxes.tobytes()))
    assert all(not (line.y0 <= 12 <= line.y1) for line in apart.marked(Span(0, 1)))


def test_letters_over_one_another_are_marked_by_their_ink_alone() -> None:
    # Boxes as high as their lines overlap by half, as those of a formula do.
    boxes = ((0, 0, 10, 20), (10, 0, 20, 20), (0, 8, 10, 28), (10, 8, 20, 28))
    inks = ((1, 2, 9, 9), (11, 2, 19, 9), (1, 14, 9, 20), (11, 14, 19, 20))
    page = page_of(*boxes, inks=inks)
    assert page.marked(Span(0, 2)) == [Rect(0, 2, 20, 9)]
    assert page.marked(Span(2, 4)) == [Rect(-1, 8, 21, 28)]


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
