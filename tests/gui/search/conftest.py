"""A search pane over the fake engine, as wide as in the drawings."""

import pytest
from pytestqt.qtbot import QtBot

from desktop_rag.gui.search.pane import SearchPane
from desktop_rag.gui.tasks import TaskRunner
from tests.fakes.engine import FakeEngine
from tests.gui.search.looking import Clock


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def pane(qtbot: QtBot, engine: FakeEngine, tasks: TaskRunner, clock: Clock) -> SearchPane:
    pane = SearchPane(engine, tasks, clock=clock)
    qtbot.addWidget(pane)
    pane.resize(696, 800)
    pane.show()
    return pane
