"""The reader processes: one that reads, or several; beside them one draws pages and one recognises text."""

import asyncio
from collections.abc import Callable, Sequence
from subprocess import DEVNULL
from typing import Any

from desktop_rag.adapters.reading.batches import Batch, requests
from desktop_rag.adapters.reading.calls import LETTERS, MARKS, PAGE
from desktop_rag.adapters.reading.lane import IDLE_SECONDS, MEMORY, SECONDS, Lane
from desktop_rag.domain.errors import DesktopRagError, ReaderCrashed
from desktop_rag.domain.ports import FileDone, PageTold
from desktop_rag.domain.reading import (
    DocumentRead,
    FileWanted,
    LettersWanted,
    MarksWanted,
    PageLetters,
    PageMarks,
    PagePicture,
    PageWanted,
    Tile,
)

# Requests: the reader is at one while the next waits in its pipe.
IN_THE_PIPE = 3
# A page that is recognised may take a minute of the processor, which a busy computer stretches.
SECONDS_RECOGNIZING = 300.0


class Readers:
    """Implements `Reader` and `Recognizer` with child processes that `command` starts.

    A read that overruns its `seconds` (and 0.2 s a page seen) or its `memory` (bytes resident) fails
    alone; those behind it are read by the next child.
    """

    def __init__(
        self,
        command: Sequence[str],
        count: int = 1,
        seconds: float = SECONDS,
        memory: int = MEMORY,
        idle: float = IDLE_SECONDS,
        # A parser that panics quotes the document there, on the terminal of whoever started us.
        stderr: int | None = DEVNULL,
    ) -> None:
        self._reading = [
            Lane(f"reader {number + 1}", command, IN_THE_PIPE, seconds, memory, idle, stderr)
            for number in range(count)
        ]
        self._drawing = Lane("page reader", command, 2, seconds, memory, idle, stderr)
        self._recognizing = Lane(
            "text recognition", command, 1, max(seconds, SECONDS_RECOGNIZING), memory, idle, stderr
        )

    @property
    def pids(self) -> tuple[int, ...]:
        """Of the children that are alive."""
        return tuple(lane.pid for lane in self._lanes if lane.pid is not None)

    @property
    def _lanes(self) -> tuple[Lane, ...]:
        return (*self._reading, self._drawing, self._recognizing)

    async def read(self, files: Sequence[FileWanted], done: FileDone) -> None:
        lane = min(self._reading, key=lambda lane: lane.load)
        batches = [Batch(lane, files, indexes, done) for indexes in requests(files) or ([],)]
        if len(batches) == 1:
            await batches[0].read()
            return
        try:
            async with asyncio.TaskGroup() as group:
                for batch in batches:
                    group.create_task(batch.read())
        except* DesktopRagError as several:
            raise several.exceptions[0] from None

    async def languages(self) -> tuple[str, ...]:
        from desktop_rag.adapters.reading.tesseract import languages

        return await asyncio.to_thread(languages)

    async def recognize(self, file: FileWanted, turned: PageTold) -> DocumentRead:
        outcome: DocumentRead | DesktopRagError = ReaderCrashed(status="no answer")

        def done(index: int, came: DocumentRead | DesktopRagError) -> None:
            nonlocal outcome
            outcome = came

        await Batch(self._recognizing, [file], [0], done, turned).read()
        if isinstance(outcome, DesktopRagError):
            raise outcome
        return outcome

    def hold(self, held: bool) -> None:
        self._recognizing.hold(held)

    async def page(self, wanted: PageWanted, report: Callable[[Tile], None]) -> PagePicture:
        picture: PagePicture = await self._drawing.call(PAGE, wanted, report)
        return picture

    async def marks(self, wanted: MarksWanted) -> PageMarks:
        found: PageMarks = await self._drawing.call(MARKS, wanted, _no_event)
        return found

    async def letters(self, wanted: LettersWanted) -> PageLetters:
        found: PageLetters = await self._drawing.call(LETTERS, wanted, _no_event)
        return found

    async def close(self) -> None:
        for lane in self._lanes:
            await lane.close()


def _no_event(event: Any) -> None:
    """Marks report nothing on their way."""
