"""How far an indexing run is: counts, rate, time left, busy seconds by step, and the gate that pauses it."""

import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Literal, Protocol

from desktop_rag.domain.events import IndexingProgress
from desktop_rag.domain.reports import Stages

Stage = Literal["read", "chunk", "embed", "store"]

# The rate is that of the last seconds: long enough to be steady, short enough to follow a change of pace.
RATE_SECONDS = 8.0


class Gate(Protocol):
    """Closed while indexing is paused."""

    @property
    def closed(self) -> bool: ...
    async def wait(self) -> None: ...


class Progress:
    """Counts of one run. `moved` is called after every change; it must be cheap."""

    def __init__(self, gate: Gate, moved: Callable[[], None] = lambda: None) -> None:
        self.gate = gate
        self._moved = moved
        self._seconds: dict[Stage, float] = {"read": 0.0, "chunk": 0.0, "embed": 0.0, "store": 0.0}
        self._recent: deque[tuple[float, int]] = deque()
        self.total = 0
        self.read = 0
        self.failed = 0
        self.meaning = True
        self.current = ""
        self.passages = 0
        self.vectors = 0

    def found(self, documents: int) -> None:
        self.total += documents
        self._moved()

    def started(self, shown: str) -> None:
        self.current = shown
        self._moved()

    def stored_one(self) -> None:
        """One more document is read and kept."""
        self.read += 1
        self._moved()

    def failed_one(self) -> None:
        """One more document cannot be read."""
        self.failed += 1
        self._moved()

    @property
    def done(self) -> int:
        """Documents that are finished. Those that are read count as far as their passages are embedded:
        otherwise the count would be full while most of the work is still to be done."""
        if not self.meaning or not self.passages:
            return self.failed + self.read
        return self.failed + int(self.read * min(1.0, self.vectors / self.passages))

    def stored(self, passages: int) -> None:
        self.passages += passages
        self._moved()

    def embedded(self, passages: int) -> None:
        self.vectors += passages
        self._recent.append((time.monotonic(), passages))
        self._moved()

    @contextmanager
    def busy(self, stage: Stage) -> Iterator[None]:
        begin = time.perf_counter()
        try:
            yield
        finally:
            self.spent(stage, time.perf_counter() - begin)

    def spent(self, stage: Stage, seconds: float) -> None:
        self._seconds[stage] += seconds

    @property
    def stages(self) -> Stages:
        return Stages(**{stage: round(seconds, 4) for stage, seconds in self._seconds.items()})

    @property
    def rate(self) -> float:
        """Passages a second over the last seconds."""
        now = time.monotonic()
        while self._recent and now - self._recent[0][0] > RATE_SECONDS:
            self._recent.popleft()
        if not self._recent:
            return 0.0
        return sum(count for _, count in self._recent) / max(now - self._recent[0][0], 1.0)

    def shown(self, running: bool, begun: float) -> IndexingProgress:
        """What the window and the command line show; `begun` is the monotonic time of the start."""
        spent = time.monotonic() - begun
        left = spent / self.done * (self.total - self.done) if self.done >= 3 and spent > 1.0 else None
        return IndexingProgress(
            running=running,
            paused=self.gate.closed,
            done=self.done,
            total=self.total,
            current=self.current,
            rate=round(self.rate, 1),
            left=left,
            passages=self.passages,
            embedded=self.vectors,
            read=self.read + self.failed,
        )
