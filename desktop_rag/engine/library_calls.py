"""Calls about libraries and their documents."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from desktop_rag.domain.documents import Document, Library, lies_in
from desktop_rag.domain.errors import BadRequest
from desktop_rag.domain.events import ChangesIndexed
from desktop_rag.domain.reports import EngineSettings, IndexReport
from desktop_rag.engine import calls
from desktop_rag.engine.parts import Parts
from desktop_rag.engine.runs import Runs
from desktop_rag.engine.watching import Watching
from desktop_rag.processes.calls import Nothing, Reporter
from desktop_rag.processes.child import Handler

PAGE = 500


class LibraryCalls:
    """Libraries, documents, indexing."""

    def __init__(self, parts: Parts, runs: Runs, watching: Watching) -> None:
        self._watching = watching
        self._parts = parts
        self._catalog = parts.catalog
        self._runs = runs

    def handlers(self) -> Mapping[str, Handler]:
        return {
            calls.FOLLOW.name: self._follow,
            calls.LIBRARIES.name: self._libraries,
            calls.MAKE_LIBRARY.name: self._make,
            calls.REMOVE_LIBRARY.name: self._remove_library,
            calls.INDEX.name: self._index,
            calls.WATCH.name: self._watch,
            calls.LEAVE_OUT.name: self._leave_out,
            calls.PAUSE.name: self._pause,
            calls.DOCUMENTS.name: self._documents,
            calls.REMOVE.name: self._remove,
            calls.RETRY.name: self._retry,
            calls.UNLOCK.name: self._unlock,
            calls.REBUILD.name: self._rebuild,
        }

    async def _follow(self, wanted: calls.InLibrary, report: Reporter) -> Nothing:
        await self._runs.feed.follow(await self._catalog.libraries.named(wanted.library), report)
        return Nothing()

    async def _libraries(self, wanted: Nothing, report: Reporter) -> calls.LibraryList:
        return calls.LibraryList(await self._catalog.libraries.all())

    async def _make(self, wanted: calls.MakeLibrary, report: Reporter) -> Library:
        if not wanted.library.strip():
            raise BadRequest(what="a library needs a name")
        settings = await self._catalog.settings.load()
        return await self._catalog.libraries.create(wanted.library.strip(), settings.embedder, wanted.sample)

    async def _remove_library(self, wanted: calls.InLibrary, report: Reporter) -> Nothing:
        library = await self._catalog.libraries.named(wanted.library)
        if library.name == calls.MY_LIBRARY:
            raise BadRequest(what=f'"{calls.MY_LIBRARY}" always exists')
        async with self._runs.alone(library.id):
            active = await self._catalog.generations.active(library.id)
            building = await self._catalog.generations.building(library.id)
            await self._catalog.libraries.remove(library.id)
            for generation in (active, building):
                if generation is not None:
                    await self._parts.index.drop(generation.directory)
            await self._parts.keywords.clear(library.id)
        return Nothing()

    async def _index(self, wanted: calls.Index, report: Reporter) -> IndexReport:
        if wanted.make:
            await self._make(calls.MakeLibrary(wanted.library), report)
        library = await self._catalog.libraries.named(wanted.library)
        if wanted.embedder is not None and wanted.embedder != library.embedder:
            await self._open_first(wanted.embedder)  # refused before anything is changed
            await self._catalog.libraries.set_embedder(library.id, wanted.embedder)
            library = await self._catalog.libraries.named(wanted.library)
        paths = await self._files_of(library, wanted.paths)
        return await self._runs.index(library, paths, wanted.rescan and not wanted.paths, report)

    async def _open_first(self, embedder: str) -> None:
        """A reader is started while the embedder is opened; when none can be, reading will say so."""
        opened, _ = await asyncio.gather(
            self._parts.embedders.open(embedder),
            self._parts.reader.read((), lambda index, outcome: None),
            return_exceptions=True,
        )
        if isinstance(opened, BaseException):
            raise opened

    async def _files_of(self, library: Library, paths: Sequence[bytes]) -> tuple[bytes, ...]:
        """The paths, without those of what is attached to mails: these come back from where they were
        taken out, when their mails are read."""
        files: list[bytes] = []
        for path in paths:
            there = await asyncio.to_thread(self._parts.files.exists, path)
            if there or not await self._catalog.documents.bring_back(library.id, path):
                files.append(path)
        return tuple(files)

    async def _watch(self, wanted: calls.InLibrary, report: Reporter) -> Nothing:
        library = await self._catalog.libraries.named(wanted.library)
        await self._watching.watch(library, lambda done: report(ChangesIndexed(done)))
        return Nothing()

    async def _leave_out(self, wanted: calls.LeaveOut, report: Reporter) -> EngineSettings:
        """Raises `RuleInvalid`, and then nothing has changed."""
        if wanted.largest <= 0:
            raise BadRequest(what="a size below one byte")
        self._parts.files.check_rules(wanted.ignore)
        settings = msgspec.structs.replace(
            await self._catalog.settings.load(), ignore=wanted.ignore, largest=wanted.largest
        )
        await self._catalog.settings.save(settings)
        self._watching.look_at_all()
        return settings

    async def _pause(self, wanted: calls.Pause, report: Reporter) -> Nothing:
        self._runs.pause(wanted.paused)
        return Nothing()

    async def _documents(self, wanted: calls.InLibrary, report: Reporter) -> calls.DocumentList:
        library = await self._catalog.libraries.named(wanted.library)
        documents: list[Document] = []
        while page := await self._catalog.documents.page(
            library.id, documents[-1].id if documents else 0, PAGE
        ):
            documents += page
        return calls.DocumentList(tuple(documents))

    async def _picked(self, wanted: calls.Picked) -> tuple[Library, tuple[Document, ...]]:
        library = await self._catalog.libraries.named(wanted.library)
        documents = await self._catalog.documents.many(wanted.documents) if wanted.documents else ()
        if wanted.paths:
            documents += await self._catalog.documents.at(library.id, wanted.paths)
        mine = {document.id: document for document in documents if document.library == library.id}
        return library, tuple(mine.values())

    async def _remove(self, wanted: calls.Picked, report: Reporter) -> calls.Count:
        """Takes documents out; what came with a folder or a mail stays out at the next scan, the files
        stay."""
        library, picked = await self._picked(wanted)
        documents = _without_attached(picked)
        roots = {root.id: root for root in await self._catalog.libraries.roots(library.id)}
        for document in documents:
            root = roots.get(document.root)
            if root is not None and root.kind == "file" and not document.member:
                await self._catalog.libraries.remove_root(root.id)
        for path in wanted.paths:  # a folder that was added goes as a whole, and may be added again
            for root in roots.values():
                if root.path == path and root.kind == "folder":
                    await self._catalog.libraries.remove_root(root.id)
        stays = [one.address for one in documents if one.member or self._in_folder(one, roots, wanted.paths)]
        if stays:
            await self._catalog.libraries.exclude(library.id, stays)
        ids = [document.id for document in documents]
        went = await self._catalog.documents.remove(ids)
        self._runs.feed.touch(library.id, went, roots=True)
        await self._runs.tidy(library)
        return calls.Count(len(documents))

    @staticmethod
    def _in_folder(document: Document, roots: Mapping[int, Any], removed: tuple[bytes, ...]) -> bool:
        """Whether a folder that stays would bring it back, be it one that it does not belong to."""
        folders = [root.path for root in roots.values() if root.kind == "folder" and root.path not in removed]
        return any(lies_in(document.path, folder) for folder in folders)

    async def _retry(self, wanted: calls.Picked, report: Reporter) -> IndexReport:
        library, documents = await self._picked(wanted)
        await self._catalog.documents.retry([document.id for document in documents])
        self._runs.feed.touch(library.id, [document.id for document in documents])
        return await self._runs.index(library, (), False, report)

    async def _unlock(self, wanted: calls.Unlock, report: Reporter) -> calls.Count:
        """Returns how many documents the password opened. What is attached is read with its mail."""
        files = [(await self._catalog.documents.file_of(number)).id for number in wanted.documents]
        self._runs.passwords.keep((*wanted.documents, *files), wanted.password)
        await self._retry(calls.Picked(wanted.library, wanted.documents), report)
        after = await self._catalog.documents.many(wanted.documents)
        locked = [document.id for document in after if document.state == "failed"]
        self._runs.passwords.forget(locked)
        return calls.Count(len(after) - len(locked))

    async def _rebuild(self, wanted: calls.Rebuild, report: Reporter) -> IndexReport:
        library = await self._catalog.libraries.named(wanted.library)
        await self._runs.rebuild(library, wanted.index)
        return await self._runs.index(library, (), False, report)


def _without_attached(documents: Sequence[Document]) -> list[Document]:
    """Without those that go with another of them."""
    ids = {document.id for document in documents}
    files = {document.path for document in documents if not document.member}
    return [one for one in documents if not one.member or not (one.parent in ids or one.path in files)]
