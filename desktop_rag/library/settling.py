"""Files that are still being written are left alone until they are at rest."""

import time
from collections.abc import Callable

from desktop_rag.domain.documents import FileSeen

# A file that was written to so lately is probably not complete.
QUIET_SECONDS = 0.6
# One that is written to all the time, such as a log, is taken as it is this long after it was first seen.
PATIENCE_SECONDS = 30.0


class Settling:
    """Says of a new or changed file whether it is at rest, by the time of its last change."""

    def __init__(
        self,
        clock: Callable[[], float] = time.time,
        quiet: float = QUIET_SECONDS,
        patience: float = PATIENCE_SECONDS,
    ) -> None:
        self._clock = clock
        self._quiet = quiet
        self._patience = patience
        self._since: dict[bytes, float] = {}

    def __call__(self, file: FileSeen) -> bool:
        now = self._clock()
        # A time in the future comes from another clock, or from whoever set it: it says nothing.
        restless = 0 <= now - file.modified_ns / 1e9 < self._quiet
        if restless and now - self._since.setdefault(file.path, now) < self._patience:
            return False
        self._since.pop(file.path, None)
        return True
