"""Narrowing what was found: by kind, folder and date, beside what is typed."""

import asyncio
from collections.abc import Callable
from datetime import datetime
from typing import Any

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from desktop_rag.domain.passages import Coverage, Hit, SearchResult
from desktop_rag.domain.queries import DocumentFilter
from desktop_rag.engine.calls import Search
from desktop_rag.gui.looks.controls import Chip
from desktop_rag.gui.search.dates_question import DatesQuestion
from desktop_rag.gui.search.narrowing import Filter, period_between, recent_periods
from desktop_rag.gui.search.pane import SearchPane
from tests.fakes.engine import FakeEngine
from tests.gui.search.looking import passages, searches, words_in
from tests.gui.search.test_rows import hit

NOW = datetime(2024, 3, 14, 15, 0)


def dated(number: int, document: int, name: str, when: datetime, folder: str = "Papers") -> Hit:
    made = hit(number, document, name, folder=folder)
    place = msgspec.structs.replace(made.place, date_ns=int(when.timestamp()) * 10**9)
    return msgspec.structs.replace(made, place=place)


HITS = (
    dated(1, 1, "a.pdf", datetime(2024, 3, 12)),
    dated(2, 2, "b.md", datetime(2023, 11, 1), "Notes"),
    dated(3, 3, "c.pdf", datetime(2019, 5, 5), "Notes/old"),
)


class Within:
    """An engine's search that heeds filters; `more` is what only a search within filters finds."""

    def __init__(self, *more: Hit) -> None:
        self.more, self.first = more, HITS
        self.go = asyncio.Event()
        self.go.set()

    async def __call__(self, argument: Search, report: Callable[[Any], None]) -> SearchResult:
        if argument.filters:
            await self.go.wait()
        kinds = [one.kinds for any_of in argument.filters for one in any_of if one.field == "type"]
        hits = [one for one in (*self.first, *self.more) if not kinds or one.place.kind in kinds[0]]
        found = tuple(hits) if argument.filters else self.first
        return SearchResult(argument.query, "hybrid", 0.01, Coverage(3, 3, 3), found, 60)


@pytest.fixture
def within(engine: FakeEngine) -> Within:
    made = Within(dated(4, 4, "d.pdf", datetime(2024, 1, 1)))
    engine.answers["search"] = made
    return made


def chip(pane: SearchPane, words: str) -> Chip:
    return next(one for one in pane.chips.visible_chips() if one.text() == words)


def counts(pane: SearchPane) -> list[str]:
    return [one.accessibleName() for one in pane.chips.family_chips()]


def opened(qtbot: QtBot, pane: SearchPane, under: Chip) -> dict[str, QAction]:
    """Clicks a chip and returns what its menu offers."""
    for old in pane.chips.findChildren(QMenu):
        old.close()
    qtbot.mouseClick(under, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: any(menu.isVisible() for menu in pane.chips.findChildren(QMenu)))
    menu = next(menu for menu in pane.chips.findChildren(QMenu) if menu.isVisible())
    return {action.text(): action for action in menu.actions() if action.text()}


def choose(qtbot: QtBot, pane: SearchPane, under: Chip, words: str) -> None:
    actions = opened(qtbot, pane, under)
    action = actions[words]
    menu = action.parent()
    assert isinstance(menu, QMenu)
    menu.setActiveAction(action)
    qtbot.keyClick(menu, Qt.Key.Key_Return)


def found(qtbot: QtBot, pane: SearchPane, query: str = "water") -> None:
    pane.chips._now = lambda: NOW
    pane.box.setText(query)
    qtbot.waitUntil(lambda: len(passages(pane)) == 3 and pane.list.isVisible())


def test_a_kind_narrows_at_once_and_then_brings_what_only_it_holds(
    qtbot: QtBot, pane: SearchPane, engine: FakeEngine, within: Within
) -> None:
    within.go.clear()
    found(qtbot, pane)
    assert counts(pane) == ["All 3", "PDF 2", "Notes 1"]
    qtbot.mouseClick(chip(pane, "PDF"), Qt.MouseButton.LeftButton)
    assert passages(pane) == [1, 3]
    within.go.set()
    qtbot.waitUntil(lambda: passages(pane) == [1, 3, 4])
    assert searches(engine)[-1].filters == ((DocumentFilter("type", kinds=("pdf",)),),)
    assert counts(pane) == ["All 3", "PDF 3", "Notes 1"]
    qtbot.mouseClick(chip(pane, "All"), Qt.MouseButton.LeftButton)
    assert passages(pane) == [1, 2, 3]


def test_the_filter_holds_for_the_next_query_with_what_is_typed(
    qtbot: QtBot, pane: SearchPane, engine: FakeEngine, within: Within
) -> None:
    found(qtbot, pane)
    qtbot.mouseClick(chip(pane, "PDF"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: passages(pane) == [1, 3, 4])
    pane.box.setText("water after:2023")
    qtbot.waitUntil(lambda: searches(engine)[-1].query == "water after:2023" and len(passages(pane)) == 3)
    qtbot.waitUntil(lambda: bool(searches(engine)[-1].filters))


def test_a_filter_that_leaves_nothing_says_so_and_is_taken_back_with_one_click(
    qtbot: QtBot, pane: SearchPane, engine: FakeEngine, within: Within
) -> None:
    found(qtbot, pane)
    qtbot.mouseClick(chip(pane, "Notes"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: len(searches(engine)) == 2)
    engine.answers["search"] = engine._search
    engine.result = SearchResult("w", "hybrid", 0.0, Coverage(1, 1, 1), (hit(1, 1),), 1)
    pane.box.setText("bog")
    qtbot.waitUntil(lambda: "No passage was found within the filters" in words_in(pane))
    qtbot.mouseClick(pane.clear_filter, Qt.MouseButton.LeftButton)
    assert passages(pane) == [1] and pane.list.isVisible()


def test_folders_are_offered_with_their_counts_and_hold_what_lies_below(
    qtbot: QtBot, pane: SearchPane, engine: FakeEngine, within: Within
) -> None:
    found(qtbot, pane)
    assert list(opened(qtbot, pane, pane.chips.folder)) == ["Any folder", "Notes\t2", "old\t1", "Papers\t1"]
    choose(qtbot, pane, pane.chips.folder, "Notes\t2")
    assert pane.chips.folder.text() == "Notes" and pane.chips.folder.is_on()
    assert passages(pane) == [2, 3]
    qtbot.waitUntil(lambda: searches(engine)[-1].filters == ((DocumentFilter("folder", "~/Notes"),),))


def test_dates_are_offered_with_their_counts_and_other_dates_are_asked_for(
    qtbot: QtBot, pane: SearchPane, engine: FakeEngine, within: Within
) -> None:
    found(qtbot, pane)
    offered = list(opened(qtbot, pane, pane.chips.date))
    assert offered == ["Any date", "Last 7 days\t1", "Last 30 days\t1", "Last 12 months\t2", "Other dates…"]
    choose(qtbot, pane, pane.chips.date, "Last 12 months\t2")
    assert passages(pane) == [1, 2]
    qtbot.waitUntil(lambda: len(searches(engine)) == 2)
    ((wanted,),) = searches(engine)[-1].filters
    assert (wanted.field, wanted.moment_ns) == ("after", int(datetime(2023, 3, 15).timestamp()) * 10**9)
    choose(qtbot, pane, pane.chips.date, "Other dates…")
    question = pane.findChild(DatesQuestion)
    assert question is not None and not question.yes.isEnabled()
    qtbot.keyClicks(question.first, "2018")
    qtbot.keyClicks(question.last, "2019-05")
    qtbot.keyClick(question.last, Qt.Key.Key_Return)
    assert passages(pane) == [3]
    assert pane.chips.date.text() == "2018 – 2019-05"
    qtbot.waitUntil(lambda: [one.field for (one,) in searches(engine)[-1].filters] == ["after", "before"])


def test_all_filters_are_cleared_by_one_chip(qtbot: QtBot, pane: SearchPane, within: Within) -> None:
    found(qtbot, pane)
    assert pane.chips.clear.isHidden()
    qtbot.mouseClick(chip(pane, "PDF"), Qt.MouseButton.LeftButton)
    choose(qtbot, pane, pane.chips.date, "Last 7 days\t1")
    pane.chips.clear.setFocus()
    qtbot.keyClick(pane.chips.clear, Qt.Key.Key_Space)
    assert pane.chips.filter == Filter() and passages(pane) == [1, 2, 3]
    assert pane.chips.clear.isHidden()


@pytest.mark.parametrize(
    ("first", "last", "inside", "outside"),
    [
        ("2019", "2019", datetime(2019, 12, 31, 23), datetime(2020, 1, 1)),
        ("2019-12", "", datetime(2020, 1, 1), datetime(2019, 11, 30)),
        ("", "2019-12", datetime(2019, 12, 31, 12), datetime(2020, 1, 1)),
        ("2024-02-29", "2024-02-29", datetime(2024, 2, 29, 23, 59), datetime(2024, 3, 1)),
    ],
)
def test_both_ends_of_a_time_are_included(first: str, last: str, inside: datetime, outside: datetime) -> None:
    period = period_between(first, last)
    assert period is not None
    assert period.holds(int(inside.timestamp()) * 10**9)
    assert not period.holds(int(outside.timestamp()) * 10**9)


@pytest.mark.parametrize(
    ("first", "last"), [("", ""), ("soon", ""), ("2023-02-30", ""), ("2024", "2023"), ("", "0000")]
)
def test_what_is_no_time_is_not_taken_for_one(first: str, last: str) -> None:
    assert period_between(first, last) is None


def test_the_last_week_begins_with_its_first_day() -> None:
    week = recent_periods(NOW, str)[0]
    assert week.holds(int(datetime(2024, 3, 7).timestamp()) * 10**9)
    assert not week.holds(int(datetime(2024, 3, 6, 23).timestamp()) * 10**9)


def test_an_emptied_box_and_another_library_begin_without_a_filter(
    qtbot: QtBot, pane: SearchPane, within: Within
) -> None:
    found(qtbot, pane)
    qtbot.mouseClick(chip(pane, "PDF"), Qt.MouseButton.LeftButton)
    pane.clear()
    assert pane.chips.filter == Filter() and pane.chips.family_chips() == []
    found(qtbot, pane)
    qtbot.mouseClick(chip(pane, "PDF"), Qt.MouseButton.LeftButton)
    pane.set_library("Thesis")
    qtbot.waitUntil(lambda: passages(pane) == [1, 2, 3])
    assert pane.chips.filter == Filter()


def test_counts_among_the_best_say_so_and_counts_of_all_do_not(
    qtbot: QtBot, pane: SearchPane, engine: FakeEngine
) -> None:
    kinds = ("a.pdf", "b.md", "c.pdf", "d.pdf", "e.pdf")
    hits = tuple(hit(number, number, kinds[number % 5]) for number in range(1, 51))
    engine.result = SearchResult("w", "hybrid", 0.0, Coverage(99, 99, 99), hits, 163)
    pane.box.setText("water")
    qtbot.waitUntil(lambda: pane.list.isVisible() and bool(passages(pane)))
    assert counts(pane) == ["Best 50", "PDF 40", "Notes 10"]
    assert all("among the best 50 passages" in one.toolTip() for one in pane.chips.family_chips())
    actions = opened(qtbot, pane, chip(pane, "Any date"))
    assert not actions["Counted among the best 50 passages"].isEnabled()
    engine.result = msgspec.structs.replace(engine.result, total=50)
    pane.box.setText("water of the sea")
    qtbot.waitUntil(lambda: counts(pane)[:1] == ["All 50"])
    assert not any(one.toolTip() for one in pane.chips.family_chips())
    assert "Counted among the best 50 passages" not in opened(qtbot, pane, chip(pane, "Any date"))


def test_kinds_that_are_not_among_the_best_can_be_chosen_all_the_same(
    qtbot: QtBot, pane: SearchPane, engine: FakeEngine, within: Within
) -> None:
    within.more = (dated(4, 4, "d.xlsx", datetime(2024, 1, 1)),)
    within.first = tuple(hit(number, number) for number in range(1, 51))
    pane.chips.kinds_held = lambda: ("pdf", "md", "csv", "xlsx", "pdf")
    pane.box.setText("water")
    qtbot.waitUntil(lambda: pane.list.isVisible() and bool(passages(pane)))
    assert [one.text() for one in pane.chips.visible_chips()][:3] == ["Best", "PDF", "More"]
    assert list(opened(qtbot, pane, chip(pane, "More"))) == ["Notes", "Tables"]
    within.go.clear()
    choose(qtbot, pane, chip(pane, "More"), "Tables")
    assert chip(pane, "Tables").is_on() and "No passage was found" not in words_in(pane)
    within.go.set()
    qtbot.waitUntil(lambda: passages(pane) == [4])
    assert counts(pane) == ["Best 50", "PDF 50", "Tables 1"]


def test_where_all_is_shown_only_its_kinds_are_offered(
    qtbot: QtBot, pane: SearchPane, engine: FakeEngine
) -> None:
    pane.chips.kinds_held = lambda: ("pdf", "md", "csv")
    engine.result = SearchResult("w", "hybrid", 0.0, Coverage(3, 3, 3), HITS, 3)
    pane.box.setText("water")
    qtbot.waitUntil(lambda: pane.list.isVisible() and bool(passages(pane)))
    assert counts(pane) == ["All 3", "PDF 2", "Notes 1"] and not pane.chips._more.isVisible()
