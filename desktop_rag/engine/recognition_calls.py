"""Calls about text recognition: for which documents, for all, and what can be recognised."""

import asyncio
from collections.abc import Mapping, Sequence

import msgspec

from desktop_rag.domain.reports import EngineSettings
from desktop_rag.engine import calls
from desktop_rag.engine.parts import Parts
from desktop_rag.engine.recognition import Recognition, installed
from desktop_rag.engine.runs import Runs
from desktop_rag.processes.calls import Nothing, Reporter
from desktop_rag.processes.child import Handler

# How long a document that is being read again is waited for.
ATTEMPTS, SECONDS = 100, 0.1


class RecognitionCalls:
    """The person agrees, changes their mind, or wants to hear no more of some pictures."""

    def __init__(self, parts: Parts, runs: Runs, recognition: Recognition) -> None:
        self._catalog = parts.catalog
        self._recognizer = parts.recognizer
        self._runs = runs
        self._recognition = recognition

    def handlers(self) -> Mapping[str, Handler]:
        return {
            calls.RECOGNIZE.name: self._recognize,
            calls.RECOGNIZE_ALL.name: self._recognize_all,
            calls.RECOGNIZERS.name: self._recognizers,
            calls.SKIP.name: self._skip,
        }

    async def _recognize(self, wanted: calls.Recognize, report: Reporter) -> calls.Count:
        """Returns how many wait for it now, or no longer. Raises `RecognizerMissing`."""
        library = await self._catalog.libraries.named(wanted.library)
        if wanted.wanted:
            await installed(self._recognizer)
            changed = await self._agreed(wanted.documents)
        else:
            changed = await self._recognition.stop(wanted.documents)
        self._runs.feed.touch(library.id, changed)
        self._recognition.wake()
        return calls.Count(len(changed))

    async def _agreed(self, documents: Sequence[int]) -> tuple[int, ...]:
        """A document that is just being read again is agreed to when it is known to be a picture still."""
        changed: set[int] = set()
        for _ in range(ATTEMPTS):
            changed |= set(await self._catalog.documents.recognize(documents))
            held = await self._catalog.documents.many([one for one in documents if one not in changed])
            if not any(one.state in ("waiting", "reading") for one in held):
                break
            await asyncio.sleep(SECONDS)
        return tuple(sorted(changed))

    async def _recognize_all(self, wanted: calls.Switch, report: Reporter) -> EngineSettings:
        if wanted.on:
            await installed(self._recognizer)
        settings = msgspec.structs.replace(await self._catalog.settings.load(), recognize=wanted.on)
        await self._catalog.settings.save(settings)
        self._recognition.wake()
        return settings

    async def _recognizers(self, wanted: Nothing, report: Reporter) -> calls.Recognizers:
        return calls.Recognizers(await self._recognizer.languages())

    async def _skip(self, wanted: calls.Picked, report: Reporter) -> calls.Count:
        """What came with a folder is counted among the skipped from now on, until it changes; the rest is
        taken out of the library. Files stay."""
        library = await self._catalog.libraries.named(wanted.library)
        roots = {root.id: root for root in await self._catalog.libraries.roots(library.id)}
        held = await self._catalog.documents.many(wanted.documents)
        ids = [one.id for one in held if one.library == library.id and not one.member]
        for document in held:
            root = roots.get(document.root)
            if document.id in ids and root is not None and root.kind == "file":
                await self._catalog.libraries.remove_root(root.id)
        await self._catalog.documents.skip(ids)
        self._runs.feed.touch(library.id, ids, roots=True)
        return calls.Count(len(ids))
