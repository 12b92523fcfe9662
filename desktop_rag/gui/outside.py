"""Files that the person wants to see outside the window: which may be opened, and at which page."""

import asyncio
import os

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QDesktopServices

from desktop_rag.domain.documents import held_in
from desktop_rag.domain.passages import Place
from desktop_rag.gui import desktop
from desktop_rag.gui.page_viewer import PageViewer
from desktop_rag.gui.tasks import TaskRunner

# Only kinds that a viewer shows: a script, a link, a program or a file with macros must not start.
OPENED_OUTSIDE = frozenset(
    {
        "pdf", "docx", "doc", "odt", "rtf", "pptx", "ppt", "odp", "xlsx", "xls", "xlsb", "ods", "csv", "tsv",
        "dotx", "ott", "fodt", "ppsx", "potx", "otp", "fodp", "odg", "xltx", "ots", "fods",
        "html", "htm", "mhtml", "mht", "md", "txt", "log", "epub", "fb2", "eml", "msg",
        "jpg", "jpeg", "png", "tif", "tiff", "bmp", "gif", "webp",
    }
)  # fmt: skip


def may_open(kind: str, path: bytes) -> bool:
    """Whether the system's viewer may be asked: the kind that was read *and* the name's ending count."""
    ending = os.path.splitext(os.fsdecode(path))[1].lstrip(".").lower()
    return kind.lower() in OPENED_OUTSIDE | {"markdown", "text"} and ending in OPENED_OUTSIDE


class Outside(QObject):
    """`told` carries what the person has to know when a file cannot be shown.

    `open_url` and `show_in_folder` reach the desktop; tests replace them.
    """

    told = Signal(str)

    def __init__(self, tasks: TaskRunner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.open_url = QDesktopServices.openUrl
        self.show_in_folder = desktop.show_in_folder
        self._tasks = tasks
        self._viewer = PageViewer(self)

    def open(self, place: Place) -> None:
        """In the system's viewer, a PDF at its page where that can be; only in its folder what could run."""
        self._tasks.start(self._open(place), group="outside")

    async def _open(self, place: Place) -> None:
        # On a drive that does not answer this takes its time.
        if not await asyncio.to_thread(os.path.isfile, place.path):
            self.told.emit(self.tr("The file is no longer there"))
        elif not may_open(place.kind, place.path):
            self.show_in_folder(place.path)
        elif place.path.lower().endswith(b".pdf") and not held_in(place.path, place.shown):
            self._viewer.open(place.path, place.page or 1, lambda: self._open_file(place.path))
        else:
            self._open_file(place.path)

    def _open_file(self, path: bytes) -> None:
        if not self.open_url(desktop.url_of(path)):
            self.told.emit(self.tr("The system has no program that shows this file"))
