"""What of the passages is marked strongly, what softly, and where the bar has ticks."""

from desktop_rag.domain.documents import UnitPlace
from desktop_rag.domain.passages import Place, Span
from desktop_rag.domain.reading import Emphasis
from desktop_rag.gui.source.found import Found
from desktop_rag.gui.source.marking import SHORT, Mark, Tick, found_marking, tour_marking
from desktop_rag.gui.source.tour import tour_of


def place(start: int, end: int, page: int = 1) -> Place:
    return Place(1, b"/x/a.pdf", "/x/a.pdf", "", "pdf", UnitPlace("page", page), start, end)


LONG, OTHER, NEXT = place(0, 2000), place(2000, 4000), place(5000, 5100, page=2)
TOUR = tour_of(LONG, [LONG, OTHER, NEXT])


def test_the_best_sentence_is_strong_the_rest_of_its_passage_soft_and_the_words_underlined() -> None:
    words = (Span(510, 514), Span(2110, 2114))
    known = {
        Span(0, 2000): Emphasis(Span(500, 600), words[:1]),
        Span(2000, 4000): Emphasis(Span(2100, 2200), words[1:]),
    }
    marking = tour_marking(TOUR, known)
    assert marking.by_unit[0] == [
        Mark(Span(0, 2000), "rest"),
        Mark(Span(2100, 2200), "other"),
        Mark(Span(500, 600), "now"),
        Mark(words[0], "word"),
        Mark(words[1], "word"),
    ]
    assert marking.ticks[0] == marking.shown == Tick(0, Span(500, 600), True)
    assert marking.ticks[1] == Tick(0, Span(2100, 2200), False)


def test_a_long_passage_without_a_best_sentence_is_never_marked_strongly() -> None:
    marking = tour_marking(TOUR, {})
    assert {mark.tone for mark in marking.by_unit[0]} == {"rest"}
    assert SHORT >= 5100 - 5000 and marking.by_unit[1] == [Mark(Span(5000, 5100), "other")]


def test_a_document_opened_at_its_beginning_has_no_marks() -> None:
    assert tour_marking(tour_of(place(0, 0), ()), {}).shown is None
    assert tour_marking(None, {}).by_unit == {}


def test_finds_are_marked_on_their_pages_and_the_current_one_strongly() -> None:
    marking = found_marking(Found((Span(1, 3), Span(50, 52)), (0, 4), 1))
    assert marking.by_unit == {0: [Mark(Span(1, 3), "other")], 4: [Mark(Span(50, 52), "now")]}
    assert marking.shown == Tick(4, Span(50, 52), True)
