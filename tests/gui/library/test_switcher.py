"""The switcher shows the libraries, makes new ones, and removes one only when the person agrees."""

from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from desktop_rag.domain.documents import Library
from desktop_rag.gui.asking import Question
from desktop_rag.gui.library.switcher import LibrarySwitcher
from desktop_rag.gui.tasks import TaskRunner
from tests.fakes.engine import FakeEngine
from tests.gui.waiting import until

MINE = Library(1, "My library", "built-in")
THESIS = Library(2, "Thesis & notes", "built-in", documents=1234)
SAMPLE = Library(3, "Sample library", "built-in", sample=True)


def made(engine: FakeEngine, tasks: TaskRunner, qtbot: QtBot) -> tuple[LibrarySwitcher, list[str]]:
    owner = QWidget()
    qtbot.addWidget(owner)
    owner.show()
    switcher = LibrarySwitcher(engine, tasks, owner)
    chosen: list[str] = []
    switcher.chosen.connect(chosen.append)
    return switcher, chosen


def question() -> Question | None:
    shown = [one for one in QApplication.topLevelWidgets() if isinstance(one, Question) and one.isVisible()]
    return shown[0] if shown else None


async def test_the_menu_names_the_libraries_and_the_first_cannot_be_removed(
    tasks: TaskRunner, qtbot: QtBot
) -> None:
    switcher, chosen = made(FakeEngine(), tasks, qtbot)
    words = [action.text() for action in switcher.menu((MINE, THESIS), MINE.name).actions()]
    assert words == ["My library", "Thesis && notes", "", "New library…"]
    other = switcher.menu((MINE, THESIS), THESIS.name)
    assert other.actions()[-1].text() == "Remove “Thesis && notes”…"
    other.actions()[0].trigger()
    assert chosen == ["My library"]


async def test_a_library_is_removed_only_when_the_person_agrees(tasks: TaskRunner, qtbot: QtBot) -> None:
    engine = FakeEngine()
    switcher, chosen = made(engine, tasks, qtbot)
    switcher.remove(THESIS)
    await until(lambda: question() is not None)
    asked = question()
    assert asked is not None
    asked.no.click()
    await until(lambda: question() is None)
    assert chosen == []
    switcher.remove(THESIS)
    await until(lambda: question() is not None)
    again = question()
    assert again is not None
    again.yes.click()
    await until(lambda: "remove-library" in engine.names_asked())
    assert chosen == ["My library"]


async def test_the_sample_goes_with_one_click(tasks: TaskRunner, qtbot: QtBot) -> None:
    engine = FakeEngine()
    switcher, _ = made(engine, tasks, qtbot)
    switcher.remove(SAMPLE)
    await until(lambda: "remove-library" in engine.names_asked())
    assert question() is None


async def test_a_new_library_needs_a_name(tasks: TaskRunner, qtbot: QtBot) -> None:
    engine = FakeEngine()
    switcher, chosen = made(engine, tasks, qtbot)
    switcher.make()
    await until(lambda: question() is not None)
    asked = question()
    assert asked is not None
    assert not asked.yes.isEnabled()
    field = asked.findChild(QLineEdit)
    assert field is not None
    field.setText("  Letters ")
    asked.yes.click()
    await until(lambda: bool(chosen))
    made_of = next(argument for name, argument in engine.asked if name == "make-library")
    assert made_of.library == "Letters"
