"""One log a process, rotated, private; it never holds a document's text, a question or an answer."""

import faulthandler
import logging
import logging.handlers
import os
from pathlib import Path
from typing import IO

SIZE = 1_000_000
KEPT = 3


class _Private(logging.handlers.RotatingFileHandler):
    def _open(self) -> IO[str]:  # type: ignore[override]
        handle = os.open(self.baseFilename, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        return os.fdopen(handle, "a", encoding="utf-8")


def start(folder: Path, name: str) -> None:
    """Sends this process's log to a file of the folder, and a crash's traces beside it."""
    handler = _Private(folder / f"{name}.log", maxBytes=SIZE, backupCount=KEPT, encoding="utf-8", delay=True)
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(process)d %(name)s: %(message)s"))
    root = logging.getLogger()
    root.setLevel(logging.INFO)
    root.addHandler(handler)
    # These two print every address and every request.
    for chatty in ("httpx", "httpcore", "asyncio"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
    crash = os.open(folder / f"{name}.crash", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    faulthandler.enable(crash)
