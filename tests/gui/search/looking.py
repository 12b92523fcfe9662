"""What tests of the search pane see of it."""

from PySide6.QtWidgets import QLabel

from desktop_rag.engine.calls import Search
from desktop_rag.gui.search.pane import SearchPane
from tests.fakes.engine import FakeEngine


class Clock:
    """Time that only the test moves, in seconds."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def passages(pane: SearchPane) -> list[int]:
    return [hit.passage for hit in pane.model.hits]


def words_in(pane: SearchPane) -> str:
    return " ".join(label.text() for label in pane.findChildren(QLabel) if label.isVisible())


def searches(engine: FakeEngine) -> list[Search]:
    return [argument for name, argument in engine.asked if name == "search"]
