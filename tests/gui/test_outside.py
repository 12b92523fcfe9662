"""Files are shown in the system's viewer, at their page; what could run is shown in its folder alone."""

import os
from pathlib import Path

import msgspec
import pytest
from PySide6.QtCore import QUrl
from pytestqt.qtbot import QtBot

from desktop_rag.domain.documents import UnitPlace
from desktop_rag.domain.passages import Place
from desktop_rag.gui.outside import Outside
from desktop_rag.gui.tasks import TaskRunner


class Desktop:
    """What reached it."""

    def __init__(self, outside: Outside) -> None:
        self.opened: list[QUrl] = []
        self.in_folder: list[bytes] = []
        self.at_page: list[tuple[bytes, int]] = []
        self.told: list[str] = []
        self.can_open = True
        outside.open_url = self._open
        outside.show_in_folder = self.in_folder.append
        outside._viewer.open = lambda path, page, otherwise: self.at_page.append((path, page))  # type: ignore[method-assign]
        outside.told.connect(self.told.append)

    def _open(self, url: QUrl) -> bool:
        self.opened.append(url)
        return self.can_open


@pytest.fixture
def outside(tasks: TaskRunner) -> Outside:
    return Outside(tasks)


@pytest.fixture
def desktop(outside: Outside) -> Desktop:
    return Desktop(outside)


def place(path: Path, kind: str, page: int = 0, member: str = "") -> Place:
    unit = UnitPlace("page", page) if page else UnitPlace("section", 1)
    shown = f"{path}/{member}" if member else str(path)
    return Place(1, os.fsencode(path), shown, "", kind, unit, 0, 10)


def made(folder: Path, name: str) -> Path:
    path = folder / name
    path.write_bytes(b"x")
    return path


def test_a_pdf_is_opened_at_the_page_of_the_passage(
    qtbot: QtBot, outside: Outside, desktop: Desktop, tmp_path: Path
) -> None:
    path = made(tmp_path, "a.pdf")
    outside.open(place(path, "pdf", page=14))
    qtbot.waitUntil(lambda: desktop.at_page == [(os.fsencode(path), 14)])
    assert not desktop.opened


def test_other_documents_are_opened_as_they_are(
    qtbot: QtBot, outside: Outside, desktop: Desktop, tmp_path: Path
) -> None:
    path = made(tmp_path, "a b.docx")
    outside.open(place(path, "docx"))
    qtbot.waitUntil(lambda: desktop.opened == [QUrl.fromLocalFile(str(path))])


def test_an_attachment_is_shown_by_opening_its_mail(
    qtbot: QtBot, outside: Outside, desktop: Desktop, tmp_path: Path
) -> None:
    path = made(tmp_path, "lease.eml")
    outside.open(place(path, "pdf", page=3, member="plan.pdf"))
    qtbot.waitUntil(lambda: desktop.opened == [QUrl.fromLocalFile(str(path))])
    assert not desktop.at_page


@pytest.mark.parametrize("name", ["run.sh", "start.desktop", "start.bat", "bare", "a.pdf.exe"])
def test_what_could_run_is_never_opened(
    qtbot: QtBot, outside: Outside, desktop: Desktop, tmp_path: Path, name: str
) -> None:
    path = made(tmp_path, name)
    outside.open(place(path, "text"))
    qtbot.waitUntil(lambda: desktop.in_folder == [os.fsencode(path)])
    assert not desktop.opened and not desktop.at_page


def test_a_file_that_is_gone_or_that_nothing_shows_is_told(
    qtbot: QtBot, outside: Outside, desktop: Desktop, tmp_path: Path
) -> None:
    outside.open(place(tmp_path / "gone.docx", "docx"))
    qtbot.waitUntil(lambda: desktop.told == ["The file is no longer there"])
    desktop.can_open = False
    outside.open(place(made(tmp_path, "a.odt"), "odt"))
    qtbot.waitUntil(lambda: desktop.told[1:] == ["The system has no program that shows this file"])
    assert not desktop.in_folder


def test_only_the_kind_and_the_ending_together_let_a_file_be_opened(
    qtbot: QtBot, outside: Outside, desktop: Desktop, tmp_path: Path
) -> None:
    path = made(tmp_path, "letter.docx")
    outside.open(msgspec.structs.replace(place(path, "docx"), kind="sh"))
    qtbot.waitUntil(lambda: desktop.in_folder == [os.fsencode(path)])
