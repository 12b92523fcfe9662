"""Searching as a person does it: type, look, walk through the hits, open one."""

import asyncio
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from pytestqt.qtbot import QtBot

from desktop_rag.domain.errors import EngineLost, Failure
from desktop_rag.domain.events import WordsFound
from desktop_rag.domain.passages import Coverage, SearchResult
from desktop_rag.engine.calls import Search
from desktop_rag.gui.looks.fonts import line
from desktop_rag.gui.search.pane import SearchPane
from desktop_rag.gui.search.rows import HitRow, MoreRow
from tests.fakes.engine import FakeEngine
from tests.fakes.sample import RESULT
from tests.gui.search.looking import Clock, passages, searches, words_in
from tests.gui.search.test_rows import hit


class TwoSteps:
    """A search that waits for the test: first the words' hits, then the result when it is let go."""

    def __init__(self, words: SearchResult, final: SearchResult) -> None:
        self.words, self.final = words, final
        self.go = asyncio.Event()
        self.cancelled = 0

    async def __call__(self, argument: Search, report: Callable[[Any], None]) -> SearchResult:
        report(WordsFound(msgspec.structs.replace(self.words, query=argument.query)))
        try:
            await self.go.wait()
        except asyncio.CancelledError:
            self.cancelled += 1
            raise
        return msgspec.structs.replace(self.final, query=argument.query)


def test_results_appear_as_the_person_types_and_are_counted(qtbot: QtBot, pane: SearchPane) -> None:
    assert pane.list.isHidden() or not pane.list.isVisible()
    qtbot.keyClicks(pane.box, "good faith")
    qtbot.waitUntil(lambda: pane.list.isVisible())
    words = words_in(pane)
    assert "4 passages" in words
    assert "in 3 documents · 0.04 s" in words
    assert "14 documents are not searched yet" in words


def test_quick_typing_asks_once_with_the_last_word_still_open(
    qtbot: QtBot, pane: SearchPane, engine: FakeEngine
) -> None:
    qtbot.keyClicks(pane.box, "good fai")
    qtbot.waitUntil(lambda: bool(searches(engine)))
    assert [(search.query, search.prefix) for search in searches(engine)] == [("good fai", True)]


def test_enter_searches_at_once_with_whole_words(qtbot: QtBot, pane: SearchPane, engine: FakeEngine) -> None:
    qtbot.keyClicks(pane.box, "good faith")
    qtbot.keyClick(pane.box, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(searches(engine)))
    assert [(search.query, search.prefix) for search in searches(engine)] == [("good faith", False)]


def test_a_newer_search_cancels_the_older_and_nothing_of_it_is_shown(
    qtbot: QtBot, pane: SearchPane, engine: FakeEngine
) -> None:
    steps = TwoSteps(RESULT, RESULT)
    engine.answers["search"] = steps
    pane.box.setText("first")
    qtbot.waitUntil(lambda: pane.model.result is not None and pane.model.result.query == "first")
    pane.box.setText("second")
    qtbot.waitUntil(lambda: pane.model.result is not None and pane.model.result.query == "second")
    assert steps.cancelled == 1


def test_what_meaning_finds_joins_while_nobody_has_chosen_a_row(
    qtbot: QtBot, pane: SearchPane, engine: FakeEngine, clock: Clock
) -> None:
    steps = TwoSteps(msgspec.structs.replace(RESULT, hits=RESULT.hits[:2]), RESULT)
    engine.answers["search"] = steps
    pane.box.setText("good faith")
    qtbot.waitUntil(lambda: passages(pane) == [101, 102])
    clock.now = 5.0
    steps.go.set()
    qtbot.waitUntil(lambda: passages(pane) == [101, 102, 103, 104])


def test_a_result_that_comes_at_once_keeps_the_row_that_was_chosen(
    qtbot: QtBot, pane: SearchPane, engine: FakeEngine, clock: Clock
) -> None:
    steps = TwoSteps(msgspec.structs.replace(RESULT, hits=RESULT.hits[1:2]), RESULT)
    engine.answers["search"] = steps
    pane.box.setText("good faith")
    qtbot.waitUntil(lambda: passages(pane) == [102])
    qtbot.keyClick(pane.box, Qt.Key.Key_Down)
    clock.now = 0.2
    steps.go.set()
    qtbot.waitUntil(lambda: len(passages(pane)) == 4)
    chosen = pane.model.hit(pane.list.currentIndex())
    assert chosen is not None and chosen.passage == 102


def test_a_late_result_waits_until_the_person_wants_it(
    qtbot: QtBot, pane: SearchPane, engine: FakeEngine, clock: Clock
) -> None:
    steps = TwoSteps(msgspec.structs.replace(RESULT, hits=RESULT.hits[:1]), RESULT)
    engine.answers["search"] = steps
    pane.box.setText("good faith")
    qtbot.waitUntil(lambda: passages(pane) == [101])
    qtbot.keyClick(pane.box, Qt.Key.Key_Down)
    clock.now = 0.5
    steps.go.set()
    qtbot.waitUntil(lambda: "More passages were found by meaning." in words_in(pane))
    assert passages(pane) == [101]
    qtbot.mouseClick(pane.join, Qt.MouseButton.LeftButton)
    assert len(passages(pane)) == 4
    assert "found by meaning" not in words_in(pane)


def test_the_keyboard_walks_from_the_box_through_the_hits_and_back(
    qtbot: QtBot, pane: SearchPane, engine: FakeEngine
) -> None:
    pane.focus_search()
    pane.box.setText("good faith")
    qtbot.waitUntil(lambda: pane.list.isVisible())
    opened: list[tuple[Any, Any]] = []
    pane.source_requested.connect(lambda place, places: opened.append((place, places)))
    qtbot.keyClick(pane.box, Qt.Key.Key_Down)
    assert pane.list.hasFocus()
    qtbot.keyClick(pane.list, Qt.Key.Key_Down)
    qtbot.keyClick(pane.list, Qt.Key.Key_Down)  # over the head of the second document
    chosen = pane.model.hit(pane.list.currentIndex())
    assert chosen is not None and chosen.passage == 103
    qtbot.keyClick(pane.list, Qt.Key.Key_Return)
    assert opened == [(RESULT.hits[2].place, (RESULT.hits[2].place,))]
    for _ in range(3):
        qtbot.keyClick(pane.list, Qt.Key.Key_Up)
    assert pane.box.hasFocus()
    qtbot.keyClick(pane.box, Qt.Key.Key_Down)
    qtbot.keyClick(pane.list, Qt.Key.Key_Escape)
    assert pane.box.hasFocus()


def test_a_click_opens_a_hit_with_all_places_of_its_document_in_order(
    qtbot: QtBot, pane: SearchPane, engine: FakeEngine
) -> None:
    hits = (hit(1, 1, start=500), hit(2, 1, start=100))
    engine.result = SearchResult("w", "hybrid", 0.0, Coverage(1, 1, 1), hits, 2)
    pane.box.setText("water")
    qtbot.waitUntil(lambda: pane.list.isVisible())
    index = pane.model.index_of(1)
    with qtbot.waitSignal(pane.source_requested) as got:
        qtbot.mouseClick(
            pane.list.viewport(), Qt.MouseButton.LeftButton, pos=pane.list.visualRect(index).center()
        )
    assert got.args is not None
    place, places = got.args
    assert place == hits[0].place
    assert [other.start for other in places] == [100, 500]


def test_more_hits_of_a_document_unfold_with_enter(
    qtbot: QtBot, pane: SearchPane, engine: FakeEngine
) -> None:
    hits = tuple(hit(number, 1, start=number) for number in range(1, 7))
    engine.result = SearchResult("w", "hybrid", 0.0, Coverage(1, 1, 1), hits, 6)
    pane.box.setText("water")
    qtbot.waitUntil(lambda: pane.list.isVisible())
    qtbot.keyClick(pane.box, Qt.Key.Key_Down)
    for _ in range(3):
        qtbot.keyClick(pane.list, Qt.Key.Key_Down)
    assert isinstance(pane.model.row(pane.list.currentIndex()), MoreRow)
    qtbot.keyClick(pane.list, Qt.Key.Key_Return)
    chosen = pane.model.hit(pane.list.currentIndex())
    assert chosen is not None and chosen.passage == 4


def test_chips_narrow_the_hits_by_kind_and_the_count_follows(qtbot: QtBot, pane: SearchPane) -> None:
    pane.box.setText("good faith")
    qtbot.waitUntil(lambda: pane.list.isVisible())
    chip = next(chip for chip in pane.chips.family_chips() if chip.text() == "Notes")
    qtbot.mouseClick(chip, Qt.MouseButton.LeftButton)
    assert passages(pane) == [104]
    assert "1 passage" in words_in(pane)
    qtbot.mouseClick(pane.chips.family_chips()[0], Qt.MouseButton.LeftButton)
    assert len(passages(pane)) == 4


def test_weak_hits_are_counted_only_when_they_are_shown(
    qtbot: QtBot, pane: SearchPane, engine: FakeEngine
) -> None:
    weak = msgspec.structs.replace(hit(9, 9, "b.md"), score=0.01, matched=("semantic",))
    engine.result = SearchResult("w", "hybrid", 0.0, Coverage(2, 2, 2), (hit(1, 1), weak), 200)
    pane.box.setText("water")
    qtbot.waitUntil(lambda: "1 passage" in words_in(pane))
    qtbot.keyClick(pane.box, Qt.Key.Key_Down)
    qtbot.keyClick(pane.list, Qt.Key.Key_Down)
    qtbot.keyClick(pane.list, Qt.Key.Key_Return)
    assert passages(pane) == [1, 9]
    assert "2 passages" in words_in(pane)
    assert [chip.text() for chip in pane.chips.family_chips()] == ["All", "Notes", "PDF"]


def test_another_way_of_searching_searches_again(qtbot: QtBot, pane: SearchPane, engine: FakeEngine) -> None:
    pane.box.setText("good faith")
    qtbot.waitUntil(lambda: pane.list.isVisible())
    pane.chips.set_mode("keyword")
    qtbot.waitUntil(lambda: [search.mode for search in searches(engine)] == ["hybrid", "keyword"])


def test_no_result_says_so_with_a_hint(qtbot: QtBot, pane: SearchPane, engine: FakeEngine) -> None:
    engine.result = SearchResult("xyzzy", "hybrid", 0.0, Coverage(3, 3, 3), (), 0)
    pane.box.setText("xyzzy")
    qtbot.waitUntil(lambda: "No passage was found for “xyzzy”" in words_in(pane))
    assert "Try fewer words" in words_in(pane)


def test_a_long_query_that_finds_nothing_does_not_push_the_pane_wider(
    qtbot: QtBot, pane: SearchPane, engine: FakeEngine
) -> None:
    engine.result = SearchResult("word " * 80, "hybrid", 0.0, Coverage(3, 3, 3), (), 0)
    pane.resize(480, 800)
    pane.box.setText("word " * 80)
    qtbot.waitUntil(lambda: "No passage was found" in words_in(pane))
    assert pane.minimumSizeHint().width() <= 480


def test_words_alone_are_explained_in_plain_words(qtbot: QtBot, pane: SearchPane, engine: FakeEngine) -> None:
    engine.result = msgspec.structs.replace(RESULT, words_only="vector-index-unavailable")
    pane.box.setText("good faith")
    qtbot.waitUntil(lambda: "Found by words only." in words_in(pane))
    assert "vector" not in words_in(pane)


def test_a_search_that_fails_says_why_and_can_be_tried_again(
    qtbot: QtBot, pane: SearchPane, engine: FakeEngine
) -> None:
    engine.failures["search"] = EngineLost()
    pane.box.setText("good faith")
    qtbot.waitUntil(lambda: "The part that searches has stopped" in words_in(pane))
    del engine.failures["search"]
    pane.search_again()
    qtbot.waitUntil(lambda: pane.list.isVisible())
    assert "has stopped" not in words_in(pane)


def test_an_emptied_box_shows_the_invitation_again(qtbot: QtBot, pane: SearchPane) -> None:
    pane.box.setText("good faith")
    qtbot.waitUntil(lambda: pane.list.isVisible())
    pane.clear()
    assert pane.model.rowCount() == 0
    assert "Type a few words or a question" in words_in(pane)


def test_another_library_is_searched_for_what_stands_in_the_box(
    qtbot: QtBot, pane: SearchPane, engine: FakeEngine
) -> None:
    pane.box.setText("good faith")
    qtbot.waitUntil(lambda: pane.list.isVisible())
    pane.set_library("Thesis")
    qtbot.waitUntil(lambda: [search.library for search in searches(engine)] == ["My library", "Thesis"])


@pytest.mark.parametrize("width", [320, 480, 696])
def test_chips_never_overlap_and_all_kinds_stay_within_reach(
    qtbot: QtBot, pane: SearchPane, width: int
) -> None:
    pane.resize(width, 800)
    pane.box.setText("good faith")
    qtbot.waitUntil(lambda: pane.list.isVisible())
    chips = pane.chips.visible_chips()
    for one, other in pairwise(chips):
        beside = one.geometry().right() < other.geometry().left()
        assert beside or one.geometry().bottom() < other.geometry().top()
    assert all(pane.chips.rect().contains(chip.geometry()) for chip in chips)


def test_controls_have_names_for_those_who_hear_the_window(qtbot: QtBot, pane: SearchPane) -> None:
    for widget in (pane.box, pane.list, pane):
        spoken = QAccessible.queryAccessibleInterface(widget)
        assert spoken.text(QAccessible.Text.Name)


def test_what_is_only_near_in_meaning_is_said_to_be_that(
    qtbot: QtBot, pane: SearchPane, engine: FakeEngine
) -> None:
    near = tuple(msgspec.structs.replace(hit, matched=("semantic",)) for hit in RESULT.hits)
    engine.result = msgspec.structs.replace(RESULT, hits=near)
    pane.box.setText("good faith")
    qtbot.waitUntil(lambda: "No passage holds these words" in words_in(pane))
    engine.result = RESULT
    pane.box.setText("good faith and more")
    qtbot.waitUntil(lambda: "No passage holds these words" not in words_in(pane))


def test_what_was_searched_for_instead_is_said_in_one_line_below_the_box(
    qtbot: QtBot, pane: SearchPane, engine: FakeEngine
) -> None:
    said = (Failure("query-filter", {"what": "before:tuesday"}),)
    engine.result = msgspec.structs.replace(RESULT, said=said)
    pane.box.setText("good faith before:tuesday ")
    qtbot.waitUntil(lambda: pane.said.isVisible())
    assert "Nobody can tell what before:tuesday means" in words_in(pane)
    assert pane.box.y() < pane.said.y() < pane.chips.y()
    engine.result = RESULT
    pane.box.setText("good faith")
    qtbot.waitUntil(lambda: not pane.said.isVisible())


def test_a_filter_without_documents_says_so_where_the_hits_would_be(
    qtbot: QtBot, pane: SearchPane, engine: FakeEngine
) -> None:
    said = (Failure("query-filter-nothing", {"what": "type:zip"}),)
    engine.result = SearchResult("x type:zip", "hybrid", 0.0, Coverage(3, 3, 3), (), 0, said=said)
    pane.box.setText("x type:zip")
    qtbot.waitUntil(lambda: "No document matches the filter" in words_in(pane))


def test_another_spelling_is_a_link_for_the_pointer_and_for_the_keyboard(
    qtbot: QtBot, pane: SearchPane, engine: FakeEngine
) -> None:
    engine.result = msgspec.structs.replace(RESULT, suggestion="good faith & more")
    pane.focus_search()
    qtbot.keyClicks(pane.box, "god faith")
    qtbot.waitUntil(lambda: "Did you mean" in words_in(pane))
    assert pane.said.link.text() == "good faith && more?"
    qtbot.keyClick(pane.box, Qt.Key.Key_Tab)
    assert pane.box.help.hasFocus()
    qtbot.keyClick(pane.box.help, Qt.Key.Key_Tab)
    assert pane.said.link.hasFocus()
    qtbot.keyClick(pane.said.link, Qt.Key.Key_Space)
    assert pane.box.text() == "good faith & more" and pane.box.hasFocus()
    qtbot.waitUntil(lambda: searches(engine)[-1].query == "good faith & more")
    engine.result = msgspec.structs.replace(RESULT, suggestion="consumer")
    pane.box.setText("consummer")
    qtbot.waitUntil(lambda: pane.said.link.text() == "consumer?")
    qtbot.mouseClick(pane.said.link, Qt.MouseButton.LeftButton)
    assert pane.box.text() == "consumer"


def test_a_spelling_that_was_searched_for_is_named_beside_why(
    qtbot: QtBot, pane: SearchPane, engine: FakeEngine
) -> None:
    said = (Failure("query-corrected", {"what": "consumer"}),)
    engine.result = msgspec.structs.replace(RESULT, said=said, suggestion="consumer", corrected=True)
    pane.box.setText("consummer")
    qtbot.waitUntil(lambda: "Not found as it is typed. Searched for" in words_in(pane))
    assert pane.said.link.text() == "consumer"


def test_the_newest_keystroke_stops_the_older_search_at_once(
    qtbot: QtBot, pane: SearchPane, engine: FakeEngine
) -> None:
    steps = TwoSteps(RESULT, RESULT)
    engine.answers["search"] = steps
    pane.box.setText("first")
    qtbot.waitUntil(lambda: pane.model.result is not None)
    pane._live._rest.setInterval(60_000)  # the next search does not begin: it is not what stops the first
    pane.box.setText("first and")
    qtbot.waitUntil(lambda: steps.cancelled == 1)


def test_what_was_found_among_fewer_documents_is_found_anew_when_there_are_more(
    qtbot: QtBot, pane: SearchPane, engine: FakeEngine
) -> None:
    pane.renewal.setInterval(0)
    engine.result = SearchResult("w", "hybrid", 0.0, Coverage(3, 1, 0), (), 0)
    pane.box.setText("water")
    qtbot.waitUntil(lambda: "1 document of 3 can be searched already" in words_in(pane))
    pane.note_searchable(1)
    assert not pane.renewal.isActive()
    engine.result = SearchResult("w", "hybrid", 0.0, Coverage(3, 3, 0), (hit(1, 1),), 1)
    pane.note_searchable(3)
    qtbot.waitUntil(lambda: passages(pane) == [1] and pane.list.isVisible())
    assert [search.query for search in searches(engine)] == ["water", "water"]
    pane.note_searchable(3)
    assert not pane.renewal.isActive()


def test_nothing_moves_under_a_chosen_row_when_more_can_be_searched(
    qtbot: QtBot, pane: SearchPane, engine: FakeEngine
) -> None:
    pane.renewal.setInterval(0)
    engine.result = SearchResult("w", "hybrid", 0.0, Coverage(3, 1, 0), (hit(1, 1),), 1)
    pane.box.setText("water")
    qtbot.waitUntil(lambda: passages(pane) == [1])
    qtbot.keyClick(pane.box, Qt.Key.Key_Down)
    engine.result = SearchResult("w", "hybrid", 0.0, Coverage(3, 3, 0), (hit(2, 2), hit(1, 1)), 2)
    pane.note_searchable(3)
    qtbot.waitUntil(lambda: "More documents can be searched now." in words_in(pane))
    assert passages(pane) == [1]
    qtbot.mouseClick(pane.join, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: passages(pane) == [2, 1])


def test_a_list_that_is_found_anew_stays_where_it_was_scrolled_to(
    qtbot: QtBot, pane: SearchPane, engine: FakeEngine
) -> None:
    pane.renewal.setInterval(0)
    hits = tuple(hit(number, number) for number in range(1, 30))
    engine.result = SearchResult("w", "hybrid", 0.0, Coverage(40, 30, 0), hits, 30)
    pane.box.setText("water")
    qtbot.waitUntil(lambda: len(passages(pane)) == 29)
    bar = pane.list.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 200)
    bar.setValue(150)
    engine.result = SearchResult("w", "hybrid", 0.0, Coverage(40, 31, 0), (*hits, hit(30, 30)), 31)
    pane.note_searchable(31)
    qtbot.waitUntil(lambda: len(passages(pane)) == 30)
    assert bar.value() == 150


def test_a_hit_tells_whether_words_or_meaning_brought_it(
    qtbot: QtBot, pane: SearchPane, engine: FakeEngine
) -> None:
    by_words, by_both = hit(1, 1), msgspec.structs.replace(hit(2, 1), matched=("keyword", "semantic"))
    by_words = msgspec.structs.replace(by_words, matched=("keyword",))
    by_meaning = msgspec.structs.replace(hit(3, 1), matched=("semantic",))
    engine.result = SearchResult("w", "hybrid", 0.0, Coverage(1, 1, 1), (by_words, by_both, by_meaning), 3)
    pane.box.setText("water")
    qtbot.waitUntil(lambda: len(passages(pane)) == 3)
    model = pane.model
    assert [model.why(one)[0] for one in model.hits] == ["words", "both", "meaning"]
    told = [model.index_of(number).data(Qt.ItemDataRole.ToolTipRole) for number in (1, 2, 3)]
    assert "by your words and by meaning" in told[1] and "in other words" in told[2]
    spoken = model.index_of(1).data(Qt.ItemDataRole.AccessibleTextRole)
    assert "Found by your words:" in spoken
    engine.result = msgspec.structs.replace(engine.result, mode="keyword")
    pane.box.setText("water ")
    qtbot.waitUntil(lambda: model.result is not None and model.result.mode == "keyword")
    assert model.why(model.hits[0]) == ("", "")


def test_a_heading_takes_the_line_that_a_short_text_leaves_and_adds_one_to_a_long_text(
    qtbot: QtBot, pane: SearchPane, engine: FakeEngine
) -> None:
    texts = (
        "Short below a heading.",
        "Short without one.",
        "Of many words, " * 12,
        "Of many words too, " * 12,
    )
    hits = tuple(
        msgspec.structs.replace(hit(number, number // 3), snippet=text, marks=())
        for number, text in enumerate(texts, 1)
    )
    engine.result = SearchResult("w", "hybrid", 0.0, Coverage(2, 2, 2), hits, 4)
    pane.box.setText("words")
    qtbot.waitUntil(lambda: len(passages(pane)) == 4 and pane.list.isVisible())
    rects = [pane.list.visualRect(pane.model.index_of(number)) for number in (1, 2, 3, 4)]
    rows = [pane.model.row(pane.model.index_of(number)) for number in (1, 2, 3, 4)]
    assert [bool(row.heading) for row in rows if isinstance(row, HitRow)] == [True, False, True, False]
    short, plain, long, plain_too = (rect.height() for rect in rects)
    assert short == plain == plain_too and long == short + line("small")
