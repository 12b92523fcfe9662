"""Errors become words, never traces; what nobody caught is logged without the text of the exception."""

import asyncio
import logging
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer, qWarning
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from desktop_rag import logs
from desktop_rag.domain.errors import BadRequest, DiskFull, EngineLost
from desktop_rag.gui.crash import CrashLog, from_qt
from desktop_rag.gui.looks.controls import Banner, Button, Label, Toast
from desktop_rag.gui.loop import AppLoop
from desktop_rag.gui.problems import Problems
from desktop_rag.gui.single import SingleInstance, told
from desktop_rag.paths import DataFolder

SECRET = "the text of a document"


@pytest.fixture
def place(qtbot: QtBot, qapp: QApplication) -> Iterator[QWidget]:
    window = QWidget()
    qtbot.addWidget(window)
    column = QVBoxLayout(window)
    inner = QWidget()
    column.addWidget(inner)
    window.show()
    yield inner
    window.close()


@pytest.fixture
def problems(place: QWidget) -> Problems:
    return Problems(place, Toast(place.window()))


def texts(place: QWidget) -> str:
    return " | ".join(label.text() for label in place.findChildren(Label))


def test_a_problem_says_what_happened_why_and_what_to_do(problems: Problems, place: QWidget) -> None:
    problems("index", DiskFull())
    assert place.isVisible() and "The disk is full" in texts(place)
    assert "Free some space" in texts(place)


def test_a_remedy_is_a_button_that_takes_the_banner_away(problems: Problems, place: QWidget) -> None:
    done: list[str] = []
    problems.set_remedy("disk-full", "Show the folder", lambda: done.append("shown"))
    problems("index", DiskFull())
    next(button for button in place.findChildren(Button) if button.text() == "Show the folder").click()
    assert done == ["shown"] and not place.isVisible()


def test_a_newer_problem_replaces_the_older_one(problems: Problems, place: QWidget) -> None:
    problems("index", DiskFull())
    problems("index", ValueError(SECRET))
    assert problems.shown() == "internal"
    assert sum(not banner.isHidden() for banner in place.findChildren(Banner)) == 1


def test_a_small_thing_passes_by_and_a_lost_engine_is_left_to_its_own_note(problems: Problems) -> None:
    problems("search", BadRequest(what="x"))
    assert not problems.shown() and "This cannot be done" in problems.toast.words()
    problems("search", EngineLost())
    assert not problems.shown()


def test_details_of_a_defect_hold_its_trace_and_never_its_text(problems: Problems) -> None:
    try:
        raise ValueError(SECRET)
    except ValueError as error:
        problems("search", error)
    problems.copy_details()
    copied = QGuiApplication.clipboard().text()
    assert "ValueError" in copied and "test_problems.py" in copied and SECRET not in copied


@pytest.fixture
def crash(tmp_path: Path) -> Iterator[CrashLog]:
    root = logging.getLogger()
    before, level = list(root.handlers), root.level
    logs.start(tmp_path, "window")
    made = CrashLog()
    made.install()
    yield made
    made.uninstall()
    for handler in root.handlers:
        if handler not in before:
            handler.close()
    root.handlers, root.level = before, level


def test_what_nobody_caught_is_logged_without_its_text(
    crash: CrashLog, tmp_path: Path, qapp: QApplication
) -> None:
    heard: list[BaseException] = []
    crash.on_crash = heard.append

    def fail() -> None:
        raise ValueError(SECRET)

    async def story() -> None:
        loop = asyncio.get_running_loop()
        loop.set_exception_handler(crash.in_loop)
        loop.call_soon(fail)
        worker = threading.Thread(target=fail)
        worker.start()
        worker.join()
        QTimer.singleShot(0, lambda: sys.excepthook(ValueError, ValueError(SECRET), None))
        await asyncio.sleep(0.05)

    with asyncio.Runner(loop_factory=lambda: AppLoop(qapp)) as runner:
        runner.run(story())
    log = (tmp_path / "window.log").read_text()
    assert len(heard) == 3 and log.count("CRITICAL") == 3
    assert SECRET not in log and "Traceback" not in log
    assert (tmp_path / "window.log").stat().st_mode & 0o077 == 0


def test_what_qt_quotes_is_cut_off(caplog: pytest.LogCaptureFixture) -> None:
    from PySide6.QtCore import QtMsgType

    class Context:
        category = "qt.text"

    with caplog.at_level(logging.WARNING):
        from_qt(QtMsgType.QtWarningMsg, Context(), f'cannot show "{SECRET}"')  # type: ignore[arg-type]
    assert "cannot show" in caplog.text and SECRET not in caplog.text
    assert callable(qWarning)


SECOND = """
import sys
from pathlib import Path
from PySide6.QtCore import QCoreApplication
from desktop_rag.gui.single import SingleInstance
from desktop_rag.paths import DataFolder
app = QCoreApplication([])
sys.exit(SingleInstance(DataFolder(Path(sys.argv[1]))).acquire(sys.argv[2:]))
"""


def test_a_second_start_hands_its_files_to_the_first(tmp_path: Path, qtbot: QtBot) -> None:
    first = SingleInstance(DataFolder(tmp_path))
    got: list[list[str]] = []
    first.handed_over.connect(got.append)
    assert first.acquire([])
    first.listen()
    second = subprocess.Popen([sys.executable, "-c", SECOND, str(tmp_path), "/a b.pdf", "/ü.txt"])
    qtbot.waitUntil(lambda: second.poll() is not None, timeout=20_000)
    assert (second.returncode, got) == (0, [["/a b.pdf", "/ü.txt"]])
    first.release()
    third = SingleInstance(DataFolder(tmp_path))
    assert third.acquire([])
    third.release()


def test_a_second_start_waits_for_a_first_that_does_not_listen_yet(tmp_path: Path, qtbot: QtBot) -> None:
    first = SingleInstance(DataFolder(tmp_path))
    got: list[list[str]] = []
    first.handed_over.connect(got.append)
    assert first.acquire([])
    second = subprocess.Popen(
        [sys.executable, "-c", "print('up', flush=True)\n" + SECOND, str(tmp_path), "/a.pdf"],
        stdout=subprocess.PIPE,
    )
    assert second.stdout is not None and second.stdout.readline() == b"up\n"
    qtbot.wait(300)
    assert second.poll() is None
    first.listen()
    qtbot.waitUntil(lambda: second.poll() is not None, timeout=20_000)
    second.stdout.close()
    first.release()
    assert (second.returncode, got) == (0, [["/a.pdf"]])


@pytest.mark.parametrize("line", [b"not json\n", b'{"a": 1}\n', b"[1, null]\n", b"\xff\xfe\n"])
def test_whatever_is_written_to_the_socket_is_no_argument(line: bytes) -> None:
    assert told(line) == []
