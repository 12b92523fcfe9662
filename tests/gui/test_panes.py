"""Which panes are to be seen at which width, and who gives way."""

from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from desktop_rag.gui.panes import Panes, room_for, shares

Make = Callable[[int], Panes]


@pytest.fixture
def make(qtbot: QtBot, qapp: QApplication) -> Make:
    def made(width: int) -> Panes:
        panes = Panes(QWidget(), QWidget(), QWidget(), 288, 456)
        qtbot.addWidget(panes)
        panes.resize(width, 600)
        panes.show()
        return panes

    return made


def seen(panes: Panes) -> str:
    named = ((panes.library, "library"), (panes.centre, "centre"), (panes.source, "source"))
    return " ".join(name for pane, name in named if not pane.isHidden())


@pytest.mark.parametrize(
    ("width", "room"), [(1200, "wide"), (1199, "medium"), (900, "medium"), (899, "narrow"), (720, "narrow")]
)
def test_the_width_decides_how_many_panes_there_are(width: int, room: str) -> None:
    assert room_for(width) == room


def test_the_source_gives_way_first_and_then_the_library() -> None:
    assert shares(1440, 288, 456) == (288, 696, 456)
    assert shares(1200, 288, 456) == (288, 480, 432)
    assert shares(1200, 420, 456) == (360, 480, 360)


def test_a_wide_window_shows_the_source_once_something_is_open(make: Make) -> None:
    panes = make(1440)
    assert seen(panes) == "library centre"
    panes.open_source()
    assert seen(panes) == "library centre source"
    panes.toggle_library()
    assert seen(panes) == "centre source"


def test_in_a_medium_window_source_and_library_change_places(make: Make) -> None:
    panes = make(1000)
    panes.open_source()
    assert seen(panes) == "centre source"
    panes.toggle_library()
    assert seen(panes) == "library centre"
    panes.toggle_source()
    assert seen(panes) == "centre source"
    panes.close_source()
    assert seen(panes) == "library centre"


def test_in_a_narrow_window_one_pane_stands_and_back_leads_to_the_centre(make: Make) -> None:
    panes = make(760)
    assert seen(panes) == "centre" and not panes.back.isVisible()
    panes.toggle_library()
    assert seen(panes) == "library" and panes.back.isVisible()
    panes.open_source()
    assert seen(panes) == "source"
    panes.back.click()
    assert seen(panes) == "centre"


def test_widening_brings_back_what_was_there(make: Make) -> None:
    panes = make(1440)
    panes.open_source()
    panes.resize(760, 600)
    assert seen(panes) == "centre"
    panes.resize(1440, 600)
    assert seen(panes) == "library centre source"
    library, _, source = panes.splitter.sizes()
    assert (library, source) == (288, 456)
