"""The call of `doctor`: everything is looked at, and each thing that is wrong has a remedy."""

import os
import tempfile
from collections.abc import Mapping

from desktop_rag.domain.documents import Library
from desktop_rag.domain.errors import DesktopRagError, FolderUnreadable
from desktop_rag.domain.models import BUILT_IN
from desktop_rag.domain.reading import DocumentRead, FileWanted
from desktop_rag.engine import calls
from desktop_rag.engine.parts import Parts
from desktop_rag.engine.recognition import installed
from desktop_rag.processes.calls import Reporter
from desktop_rag.processes.child import Handler
from desktop_rag.readiness import checks
from desktop_rag.readiness.checks import Probe
from desktop_rag.readiness.readiness import Readiness


class CheckCalls:
    """The checks of readiness, with the probes that need the engine's own parts."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._catalog = parts.catalog

    def handlers(self) -> Mapping[str, Handler]:
        return {calls.DOCTOR.name: self._doctor}

    async def _doctor(self, wanted: calls.InLibrary, report: Reporter) -> calls.CheckList:
        library = await self._catalog.libraries.named(wanted.library)
        server, settings = self._parts.server, self._catalog.settings.load
        probes = (
            Probe("data-folder", self._data_folder),
            Probe("catalog", lambda: self._documents(library)),
            Probe("keyword-index", lambda: self._keywords(library)),
            Probe("vector-index", lambda: self._vectors(library)),
            checks.built_in_embedder(lambda: self._parts.embedders.open(BUILT_IN)),
            Probe("readers", self._readers),
            Probe("recognition", self._recognition),
            checks.ollama(server),
            checks.chat_model(server, settings),
            checks.private(server, settings),
        )
        return calls.CheckList(await Readiness(probes).check())

    async def _data_folder(self) -> str:
        try:
            with tempfile.TemporaryFile(dir=self._parts.data):
                return str(self._parts.data)
        except OSError as error:
            raise FolderUnreadable(path=str(self._parts.data)) from error

    async def _documents(self, library: Library) -> str:
        coverage = await self._catalog.documents.coverage(library.id)
        return f"{coverage.documents} documents, {coverage.indexed} searchable, {coverage.embedded} ready"

    async def _keywords(self, library: Library) -> str:
        return f"{await self._parts.keywords.count(library.id)} passages"

    async def _vectors(self, library: Library) -> str:
        active = await self._catalog.generations.active(library.id)
        if active is None:
            return "0 passages"
        opened = await self._parts.index.open(active.directory, active.embedder.dimension)
        return f"{opened.count} passages"

    async def _recognition(self) -> str:
        return ", ".join(await installed(self._parts.recognizer))

    async def _readers(self) -> str:
        """Reads a file of our own: a reader starts, reads, chunks and answers."""
        with tempfile.NamedTemporaryFile(dir=self._parts.data, suffix=".txt") as file:
            file.write(b"A reader reads this sentence.")
            file.flush()
            outcomes: list[DocumentRead | DesktopRagError] = []
            wanted = FileWanted(os.fsencode(file.name))
            await self._parts.reader.read([wanted], lambda _, outcome: outcomes.append(outcome))
        (outcome,) = outcomes
        if isinstance(outcome, DesktopRagError):
            raise outcome
        return outcome.kind
