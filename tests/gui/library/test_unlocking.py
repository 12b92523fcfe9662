"""A locked document asks for its password; what is typed reaches the engine and nobody else."""

import msgspec
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from desktop_rag.domain.documents import Document
from desktop_rag.domain.errors import Failure
from desktop_rag.gui.asking import Question
from desktop_rag.gui.library.actions import can_be_unlocked
from desktop_rag.gui.library.unlocking import Unlocking
from desktop_rag.gui.tasks import TaskRunner
from tests.fakes import sample
from tests.fakes.engine import FakeEngine
from tests.gui.waiting import until

LOCKED = msgspec.structs.replace(
    sample.DOCUMENTS[0], kind="pdf", state="failed", error=Failure("password"), passages=0
)


def question() -> Question | None:
    shown = [one for one in QApplication.topLevelWidgets() if isinstance(one, Question) and one.isVisible()]
    return shown[0] if shown else None


async def typed(
    password: str,
    tasks: TaskRunner,
    qtbot: QtBot,
    engine: FakeEngine,
    documents: tuple[Document, ...] = (LOCKED,),
) -> list[str]:
    owner = QWidget()
    qtbot.addWidget(owner)
    owner.show()
    unlocking = Unlocking(engine, tasks, owner)
    told: list[str] = []
    unlocking.told.connect(told.append)
    unlocking.ask("My library", documents)
    await until(lambda: question() is not None)
    asked = question()
    assert asked is not None
    field = asked.findChild(QLineEdit)
    assert field is not None
    assert field.echoMode() == QLineEdit.EchoMode.Password
    assert not asked.yes.isEnabled()
    if not password:
        asked.no.click()
        await until(lambda: question() is None)
        return told
    field.setText(password)
    asked.yes.click()
    await until(lambda: bool(told))
    return told


async def test_the_right_password_opens_the_document(tasks: TaskRunner, qtbot: QtBot) -> None:
    engine = FakeEngine()
    assert (await typed("Open sesame", tasks, qtbot, engine))[0].startswith("Unlocked")
    assert [argument.documents for name, argument in engine.asked if name == "unlock"] == [(LOCKED.id,)]


async def test_a_wrong_password_is_said_to_be_wrong(tasks: TaskRunner, qtbot: QtBot) -> None:
    assert (await typed("open sesame", tasks, qtbot, FakeEngine()))[0].startswith(
        "The password did not open it"
    )


async def test_of_several_none_is_opened_by_a_wrong_password(tasks: TaskRunner, qtbot: QtBot) -> None:
    both = (LOCKED, msgspec.structs.replace(LOCKED, id=99))
    told = await typed("open sesame", tasks, qtbot, FakeEngine(), both)
    assert told == ["The password opened none of them. Passwords distinguish capital letters."]


async def test_who_thinks_better_of_it_asks_nothing_of_the_engine(tasks: TaskRunner, qtbot: QtBot) -> None:
    engine = FakeEngine()
    assert await typed("", tasks, qtbot, engine) == []
    assert "unlock" not in engine.names_asked()


def test_only_a_locked_pdf_can_be_unlocked() -> None:
    assert can_be_unlocked(LOCKED)
    assert not can_be_unlocked(msgspec.structs.replace(LOCKED, kind="xlsx"))
    assert not can_be_unlocked(msgspec.structs.replace(LOCKED, error=Failure("corrupt")))
