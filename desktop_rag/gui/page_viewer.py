"""Opens a PDF in the system's own viewer at a page, where that viewer is one that can be told the page."""

import os
import shutil
from collections.abc import Callable

from PySide6.QtCore import QObject, QProcess

# By the last part of the name of its desktop entry: how a program is told a page.
_AT_PAGE = {
    "evince": ("evince", "--page-index={page}", "{path}"),
    "atril": ("atril", "--page-index={page}", "{path}"),
    "xreader": ("xreader", "--page-index={page}", "{path}"),
    "okular": ("okular", "--page", "{page}", "{path}"),
    "zathura": ("zathura", "--page={page}", "{path}"),
    "qpdfview": ("qpdfview", "{path}#{page}"),
}


class PageViewer(QObject):
    """Asks the desktop which program shows PDFs; `otherwise` opens the file when no page can be told."""

    def open(self, path: bytes, page: int, otherwise: Callable[[], None]) -> None:
        asker = shutil.which("xdg-mime")
        if asker is None or page < 2:
            otherwise()
            return
        process = QProcess(self)

        def answered() -> None:
            entry = bytes(process.readAllStandardOutput().data()).decode("ascii", "replace").strip()
            process.deleteLater()
            command = at_page(entry, path, page)
            if command is None or not QProcess.startDetached(command[0], command[1:]):
                otherwise()

        def unstarted(error: QProcess.ProcessError) -> None:
            if error == QProcess.ProcessError.FailedToStart:
                process.deleteLater()
                otherwise()

        process.errorOccurred.connect(unstarted)
        process.finished.connect(answered)
        process.start(asker, ["query", "default", "application/pdf"])


def at_page(entry: str, path: bytes, page: int) -> list[str] | None:
    """The command that shows a page with the program of a desktop entry; None when it cannot be told one."""
    name = entry.removesuffix(".desktop").rsplit(".", 1)[-1].lower()
    known = _AT_PAGE.get(name)
    try:
        shown = path.decode("utf-8")
    except UnicodeDecodeError:
        return None
    if known is None or not os.path.isabs(shown) or (program := shutil.which(known[0])) is None:
        return None
    return [program, *(part.format(page=page, path=shown) for part in known[1:])]
