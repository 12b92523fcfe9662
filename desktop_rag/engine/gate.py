"""The gate that indexing passes: closed while the person has paused it, while an answer is written, and for a
moment with every search."""

import asyncio
import math
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from desktop_rag.domain.events import WaitsFor

# Seconds from a search on: the next letter is typed within them, and so mostly is the next query; both find
# the machine idle. What was under way takes a tenth of a second to come to rest, and slows the letters there.
HOLD = 3.0
# Who searches for so many seconds without a pause lets indexing go on for so many.
STRETCH, REST = 30.0, 0.5
# The first seconds of a run over a few documents are not held: a file that was changed is found at once,
# however much is searched.
FIRST = 2.0
FEW = 20


class PauseGate:
    """Implements `Gate`. Embedding beside a chat is starved (42 ms become 11 s) and slows the chat."""

    def __init__(self, changed: Callable[[], None] = lambda: None) -> None:
        # Told when what indexing waits for has changed.
        self._changed = changed
        self._paused = False
        self._answers = 0
        self._held: asyncio.TimerHandle | None = None
        self._since = self._rest = 0.0
        self._begun = -math.inf
        self._open, self._free = asyncio.Event(), asyncio.Event()
        self._open.set()
        self._free.set()

    @property
    def closed(self) -> bool:
        """Whether the person has paused indexing: a pause for an answer is nobody's business."""
        return self._paused

    @property
    def shut(self) -> bool:
        """Whether nothing may go on now, for whatever reason."""
        return not (self._open.is_set() and self._free.is_set())

    @property
    def waits_for(self) -> WaitsFor:
        """What a run waits for, unless the person has paused it."""
        if self._answers:
            return "answer"
        return "search" if self._holds else ""

    @property
    def _holds(self) -> bool:
        """Whether a search holds the run."""
        return not self._free.is_set() and asyncio.get_running_loop().time() - self._begun > FIRST

    def begin(self, documents: int) -> None:
        """A run begins, over so many documents."""
        self._begun = asyncio.get_running_loop().time() if documents <= FEW else -math.inf

    async def wait(self) -> None:
        await self._open.wait()
        while self._holds:
            await self._free.wait()
            await self._open.wait()

    def pause(self, paused: bool) -> None:
        self._paused = paused
        self._settle()

    @contextmanager
    def answering(self) -> Iterator[None]:
        """Holds indexing while an answer is written."""
        self._answers += 1
        self._settle()
        try:
            yield
        finally:
            self._answers -= 1
            self._settle()

    def searching(self) -> None:
        """Holds indexing for a moment: on two cores a search beside it takes five times as long."""
        loop = asyncio.get_running_loop()
        now = loop.time()
        if self._held is None:
            if now < self._rest:
                return
            self._since = now
        elif now - self._since > STRETCH:
            self._rest = self._held.when() + REST
            return
        else:
            self._held.cancel()
        self._held = loop.call_later(HOLD, self._let_go)
        if self._free.is_set():
            self._free.clear()
            self._changed()

    def _let_go(self) -> None:
        self._held = None
        self._free.set()
        self._changed()

    def _settle(self) -> None:
        if self._paused or self._answers:
            self._open.clear()
        else:
            self._open.set()
        self._changed()
