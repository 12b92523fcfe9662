"""Typing on a machine that is too busy to find anything between two letters."""

import asyncio
from collections.abc import Callable
from typing import Any

import msgspec
import pytest
from pytestqt.qtbot import QtBot

from desktop_rag.domain.events import FirstFound
from desktop_rag.domain.passages import SearchResult
from desktop_rag.engine.calls import Search
from desktop_rag.gui.search.live_search import OLDEST, PATIENCE
from desktop_rag.gui.search.narrowing import Filter
from desktop_rag.gui.search.pane import SearchPane
from tests.fakes.engine import FakeEngine
from tests.fakes.sample import RESULT
from tests.gui.search.looking import Clock, passages, searches, words_in


class Slow:
    """Searches that find nothing until the test lets them."""

    def __init__(self) -> None:
        self.go = asyncio.Event()
        self.begun: list[str] = []
        self.cancelled: list[str] = []

    async def __call__(self, argument: Search, report: Callable[[Any], None]) -> SearchResult:
        self.begun.append(argument.query)
        try:
            await self.go.wait()
        except asyncio.CancelledError:
            self.cancelled.append(argument.query)
            raise
        return msgspec.structs.replace(RESULT, query=argument.query, total=99)


@pytest.fixture
def slow(engine: FakeEngine) -> Slow:
    made = Slow()
    engine.answers["search"] = made
    return made


def typed(qtbot: QtBot, pane: SearchPane, slow: Slow, text: str) -> None:
    pane.box.setText(text)
    qtbot.waitUntil(lambda: slow.begun[-1:] == [text])


def shown(pane: SearchPane) -> str:
    return pane.model.result.query if pane.model.result is not None else ""


def test_letters_that_follow_quickly_cancel_what_has_shown_nothing(
    qtbot: QtBot, pane: SearchPane, engine: FakeEngine, clock: Clock, slow: Slow
) -> None:
    typed(qtbot, pane, slow, "f")
    clock.now += PATIENCE / 2
    typed(qtbot, pane, slow, "fa")
    qtbot.waitUntil(lambda: slow.cancelled == ["f"])


def test_who_waits_sees_the_hits_of_the_search_under_way_and_then_those_of_the_newest(
    qtbot: QtBot, pane: SearchPane, engine: FakeEngine, clock: Clock, slow: Slow
) -> None:
    seen: list[str] = []
    pane.model.modelReset.connect(lambda: seen.append(shown(pane)))
    typed(qtbot, pane, slow, "f")
    clock.now += PATIENCE / 2
    typed(qtbot, pane, slow, "fa")
    clock.now += PATIENCE
    pane.box.setText("fai")
    pane.box.setText("fait")
    assert [search.query for search in searches(engine)] == ["f", "fa"]
    slow.go.set()
    qtbot.waitUntil(lambda: shown(pane) == "fait")
    assert [query for query in seen if query] == ["fa", "fait"]
    assert slow.cancelled == ["f"]


def test_what_brings_nothing_for_too_long_gives_way_to_the_newest(
    qtbot: QtBot, pane: SearchPane, engine: FakeEngine, clock: Clock, slow: Slow
) -> None:
    typed(qtbot, pane, slow, "f")
    clock.now += OLDEST - 0.01
    typed(qtbot, pane, slow, "fa")
    clock.now += OLDEST
    typed(qtbot, pane, slow, "fai")
    assert slow.cancelled == ["f", "fa"]


def test_an_emptied_box_and_enter_wait_for_nothing(
    qtbot: QtBot, pane: SearchPane, engine: FakeEngine, clock: Clock, slow: Slow
) -> None:
    typed(qtbot, pane, slow, "f")
    clock.now += PATIENCE
    pane.box.setText("fa")
    pane.box.returnPressed.emit()
    qtbot.waitUntil(lambda: slow.cancelled == ["f"] and slow.begun[-1] == "fa")
    assert [(search.query, search.prefix) for search in searches(engine)] == [("f", True), ("fa", False)]
    clock.now += PATIENCE
    pane.box.setText("fai")
    pane.box.clear()
    qtbot.waitUntil(lambda: slow.cancelled == ["f", "fa"])
    assert len(searches(engine)) == 2


def test_hits_within_a_filter_are_not_asked_for_while_newer_letters_wait(
    qtbot: QtBot, pane: SearchPane, engine: FakeEngine, clock: Clock, slow: Slow
) -> None:
    pane.chips._choose(Filter("PDF"))
    typed(qtbot, pane, slow, "f")
    clock.now += PATIENCE
    pane.box.setText("fa")
    slow.go.set()
    qtbot.waitUntil(lambda: shown(pane) == "fa" and len(searches(engine)) == 3)
    asked = [(search.query, bool(search.filters)) for search in searches(engine)]
    assert asked == [("f", False), ("fa", False), ("fa", True)]


class Pages:
    """Searches that tell their first hits, and the rest when the test lets them."""

    def __init__(self) -> None:
        self.go = asyncio.Event()
        self.told = 0

    async def __call__(self, argument: Search, report: Callable[[Any], None]) -> SearchResult:
        result = msgspec.structs.replace(RESULT, query=argument.query)
        report(FirstFound(msgspec.structs.replace(result, hits=RESULT.hits[:2])))
        self.told += 1
        await self.go.wait()
        return result


def test_the_first_hits_are_shown_at_once_and_nothing_else_changes_until_all_are_there(
    qtbot: QtBot, pane: SearchPane, engine: FakeEngine
) -> None:
    pane.box.setText("good faith")
    qtbot.waitUntil(lambda: len(passages(pane)) == 4)
    counted = words_in(pane)
    pages = engine.answers["search"] = Pages()
    pane.box.setText("good faith clause")
    qtbot.waitUntil(lambda: len(passages(pane)) == 2)
    assert shown(pane) == "good faith clause" and words_in(pane) == counted
    pages.go.set()
    qtbot.waitUntil(lambda: len(passages(pane)) == 4)


def test_what_is_shown_of_the_same_query_is_not_cut_to_the_first_hits(
    qtbot: QtBot, pane: SearchPane, engine: FakeEngine
) -> None:
    pages = engine.answers["search"] = Pages()
    pages.go.set()
    pane.box.setText("good faith")
    qtbot.waitUntil(lambda: len(passages(pane)) == 4)
    pages.go.clear()
    pane.search_again()
    qtbot.waitUntil(lambda: pages.told == 2)
    qtbot.wait(20)
    assert len(passages(pane)) == 4
    pages.go.set()
