"""What a reader sends of the files that it reads: gathered, since a frame costs more than a small file."""

import time
from collections.abc import Callable

from desktop_rag.adapters.reading.calls import AtMember, FileFailed, FileRead, PageTurned, Several, UnitRead

# In characters. A unit holds at most 2 M of them, so a frame stays below its 16 MiB.
FULL = 250_000
# The parent takes a silence for a hang, and the person waits for the first document.
SECONDS = 0.05


class Outgoing:
    """Holds back what happened until there is enough of it, or a moment has passed."""

    def __init__(self, report: Callable[[Several | PageTurned], None]) -> None:
        self._report = report
        self._held: list[UnitRead | AtMember | FileRead | FileFailed] = []
        self._weight = 0
        self._since = time.perf_counter()

    def add(self, event: UnitRead | FileRead | FileFailed, weight: int = 0) -> None:
        """`weight`: characters of text that the event carries."""
        if self._weight + weight > FULL:
            self.flush()
        self._held.append(event)
        self._weight += weight
        if time.perf_counter() - self._since > SECONDS:
            self.flush()

    def at(self, member: AtMember) -> None:
        """Tells at once: there may be no later."""
        self._held.append(member)
        self.flush()

    def turned(self, page: PageTurned) -> None:
        self.flush()
        self._report(page)

    def flush(self) -> None:
        if self._held:
            self._report(Several(tuple(self._held)))
        self._held, self._weight = [], 0
        self._since = time.perf_counter()
