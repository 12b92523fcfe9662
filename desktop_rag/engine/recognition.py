"""Recognising the text of scans and pictures: behind everything else, one document after the other."""

import asyncio
import logging
import sys
from collections.abc import Sequence

import msgspec

from desktop_rag.domain.documents import Document, Library
from desktop_rag.domain.errors import DesktopRagError, RecognizerMissing
from desktop_rag.domain.events import Recognizing
from desktop_rag.domain.ports import Recognizer
from desktop_rag.engine.parts import Parts
from desktop_rag.engine.runs import Runs
from desktop_rag.indexing.progress import Progress
from desktop_rag.processes.calls import ignore

log = logging.getLogger(__name__)

# How often is looked whether it may go on.
LOOK_SECONDS = 0.2

SYSTEMS = {"darwin": "macos", "win32": "windows"}


async def installed(recognizer: Recognizer) -> tuple[str, ...]:
    """The languages that can be recognised. Raises `RecognizerMissing`."""
    languages = await recognizer.languages()
    if not languages:
        raise RecognizerMissing(system=SYSTEMS.get(sys.platform, "linux"))
    return languages


class Recognition:
    """Takes the documents whose text the person wants recognised, and whatever needs it when the settings
    say so. It stands still while an answer is written, while indexing is paused, and while others are read.
    """

    def __init__(self, parts: Parts, runs: Runs) -> None:
        self._parts = parts
        self._catalog = parts.catalog
        self._runs = runs
        self._bell = asyncio.Event()
        self._reading: tuple[int, asyncio.Task[None]] | None = None

    def wake(self) -> None:
        """Something may have been added."""
        self._bell.set()

    async def stop(self, documents: Sequence[int]) -> tuple[int, ...]:
        """They wait no longer, and what is under way with one of them ends."""
        stopped = await self._catalog.documents.stop_recognizing(documents)
        if self._reading is not None and self._reading[0] in stopped:
            self._reading[1].cancel()
        return stopped

    async def run(self) -> None:
        """Never returns."""
        self._runs.ended = self.wake
        while True:
            self._bell.clear()
            for library in await self._catalog.libraries.all():
                try:
                    await self._recognize(library)
                except DesktopRagError as error:  # what is no fault of a document is tried at the next ring
                    log.warning("text recognition: %s", error.code)
                finally:
                    self._runs.show_recognizing(library.id, None)
            await self._bell.wait()

    async def _recognize(self, library: Library) -> None:
        documents = self._catalog.documents
        await self._agreed_to_all(library)
        tried: set[int] = set()
        while waiting := [one for one in await documents.to_recognize(library.id) if one not in tried]:
            languages = await self._languages(library)
            if not languages:
                # It was there when the person agreed, and is no more.
                given_up = await documents.stop_recognizing(waiting, read=True)
                self._runs.feed.touch(library.id, given_up)
                await self._index(library)
                return
            tried.add(waiting[0])
            await self._one(library, waiting[0], languages, len(waiting) - 1)

    async def _agreed_to_all(self, library: Library) -> None:
        if not (await self._catalog.settings.load()).recognize:
            return
        needing = await self._catalog.documents.need_recognition(library.id)
        if needing and await self._parts.recognizer.languages():
            agreed = await self._catalog.documents.recognize(needing)
            self._runs.feed.touch(library.id, agreed)

    async def _languages(self, library: Library) -> str:
        from desktop_rag.indexing.recognize import languages_for

        # It may be installed, or taken away, while this program runs.
        there = await self._parts.recognizer.languages()
        return languages_for(there, await self._catalog.contents.languages(library.id))

    async def _one(self, library: Library, number: int, languages: str, left: int) -> None:
        if self._must_wait:
            self._runs.show_recognizing(library.id, Recognizing(left=left + 1))
        while self._must_wait:  # noqa: ASYNC110 - what it waits for has no bell
            await asyncio.sleep(LOOK_SECONDS)
        documents = self._catalog.documents
        (document,) = await documents.many([number]) or (None,)
        if document is None or not document.recognize:
            return
        await documents.start_reading([number])
        self._runs.feed.touch(library.id, [number])
        await self._watched(library, document, languages, left)
        self._runs.feed.touch(library.id, [number, *await documents.attached_to([number])])
        await self._index(library)

    async def _watched(self, library: Library, document: Document, languages: str, left: int) -> None:
        """Reads it, and has it stand still whenever it must."""
        now = Recognizing(document.id, document.shown, 0, 0, left)
        self._runs.show_recognizing(library.id, now)

        def turned(page: int, pages: int) -> None:
            self._runs.show_recognizing(library.id, msgspec.structs.replace(now, page=page, pages=pages))

        job = await self._runs.job(library, Progress(self._runs.gate))
        work = self._runs.steps.recognize.run(job, document, languages, turned)
        reading = asyncio.get_running_loop().create_task(work, name="recognise")
        self._reading = (document.id, reading)
        try:
            while not reading.done():
                await asyncio.wait({reading}, timeout=LOOK_SECONDS)
                self._parts.recognizer.hold(self._must_wait and not reading.done())
            if not reading.cancelled():
                reading.result()
        finally:
            self._reading = None
            self._parts.recognizer.hold(False)
            reading.cancel()
            await asyncio.wait({reading})

    @property
    def _must_wait(self) -> bool:
        return self._runs.gate.shut or self._runs.reading

    async def _index(self, library: Library) -> None:
        """Brings what was read into both indexes. Why one of them fails, its next run says."""
        try:
            await self._runs.index(library, (), False, ignore)
        except DesktopRagError as error:
            log.warning("after text recognition: %s", error.code)
