"""One function a verb: window, engine, vector index, reader, command line. It alone sees everything.

All imports stand inside the functions: nothing heavy is imported before it is needed.
"""

import gc
import os
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from desktop_rag.adapters.builtin_embedder.embedder import BuiltInEmbedder
    from desktop_rag.adapters.ollama.connection import OllamaConnection
    from desktop_rag.adapters.ollama.server import OllamaServer
    from desktop_rag.adapters.reading.readers import Readers
    from desktop_rag.cli.parse import Options
    from desktop_rag.domain.documents import Block
    from desktop_rag.domain.indexes import KeywordIndex, VectorIndex
    from desktop_rag.domain.passages import Chunk
    from desktop_rag.domain.ports import Embedders, TextAnalyzer
    from desktop_rag.domain.reports import EngineSettings
    from desktop_rag.engine.engine import Engine
    from desktop_rag.engine.parts import Parts
    from desktop_rag.paths import DataFolder

# Hidden verbs: the same program, as the child of another. They begin with what no command begins with.
ENGINE, VECTORS, READER, EMBEDDER = "@engine", "@vector-index", "@reader", "@embedder"


def child_command(verb: str, *arguments: str) -> list[str]:
    """How to start this program again as a child; a frozen program is its own interpreter."""
    if getattr(sys, "frozen", False):
        return [sys.executable, verb, *arguments]
    return [sys.executable, "-m", "desktop_rag", verb, *arguments]


def run(arguments: Sequence[str]) -> int:
    """Runs the verb that the arguments name and returns the exit code."""
    # Files 0600, folders 0700: tantivy and chromadb make theirs as the process lets them.
    os.umask(0o077)
    verbs = {ENGINE: engine, VECTORS: vector_index, READER: reader, EMBEDDER: embedder}
    if arguments and arguments[0] in verbs:
        return verbs[arguments[0]](list(arguments[1:]))
    return command_line(list(arguments))


def command_line(arguments: list[str]) -> int:
    """A command of `desktop-rag`; without one, the window."""
    # Collecting while modules are imported costs a tenth of an unchanged library's time.
    gc.disable()
    from desktop_rag.cli.main import main

    return main(arguments, open_engine, window if _has_display() else None)


def _has_display() -> bool:
    """Qt without a display aborts the process, so it is asked before Qt is."""

    if sys.platform != "linux" or os.environ.get("QT_QPA_PLATFORM") in ("offscreen", "minimal", "vnc"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def window(options: "Options") -> int:
    """The window, with its engine in a child."""
    # Collecting while modules are imported delays the first paint; `gui.garbage` does it from the loop.
    gc.disable()
    from desktop_rag.gui.app import run_window
    from desktop_rag.paths import data_folder

    folder = data_folder(options.data)
    folder.make()
    named = ["--ollama", options.ollama] if options.ollama else []
    return run_window(child_command(ENGINE, str(folder.root), *named), folder, [])


def engine(arguments: list[str]) -> int:
    """The engine as a child process: `DATA [--ollama URL]`."""
    import asyncio

    from desktop_rag import logs
    from desktop_rag.domain.errors import DesktopRagError
    from desktop_rag.engine.serve import serve_engine
    from desktop_rag.paths import DataFolder
    from desktop_rag.processes.child import refuse, take_pipe

    source, sink = take_pipe()
    folder = DataFolder(Path(arguments[0]))

    async def serve() -> int:
        try:
            folder.make()
            logs.start(folder.logs, "engine")
            async with engine_here(folder, _named(arguments), clouds=True, repairs=True) as started:
                await serve_engine(started, source, sink)
        except DesktopRagError as error:
            refuse(sink, error)
            return 1
        return 0

    _lower_priority()
    return asyncio.run(serve())


def _named(arguments: Sequence[str]) -> str | None:
    return arguments[2] if len(arguments) > 2 and arguments[1] == "--ollama" else None


def _lower_priority() -> None:
    """The engine works behind a window: what the person does comes first."""
    import contextlib

    with contextlib.suppress(AttributeError, OSError):
        os.nice(3)


def vector_index(arguments: list[str]) -> int:
    """The vector index as a child process: `FOLDER`."""
    from desktop_rag.adapters.chroma.child import run as serve

    serve(Path(arguments[0]))
    return 0


def reader(arguments: list[str]) -> int:
    """A reader as a child process."""
    from desktop_rag.adapters.language.detect import language_of
    from desktop_rag.adapters.reading.child import run as serve
    from desktop_rag.indexing.chunk import chunk

    serve(chunk, language_of)
    return 0


def embedder(arguments: list[str]) -> int:
    """The built-in embedder as a child process."""
    from desktop_rag.adapters.builtin_embedder.child import run as serve

    serve()
    return 0


@asynccontextmanager
async def open_engine(options: "Options") -> "AsyncIterator[Engine]":
    """The engine in this process, for the command line. Raises any `FolderError`."""
    from desktop_rag import logs
    from desktop_rag.paths import data_folder

    folder = data_folder(options.data)
    folder.make()
    logs.start(folder.logs, "command")
    async with engine_here(folder, options.ollama, clouds=False, repairs=options.resumes) as started:
        # What has been imported stays: there is nothing in it to be collected.
        gc.freeze()
        gc.enable()
        yield started


@asynccontextmanager
async def engine_here(
    folder: "DataFolder", ollama: str | None, clouds: bool, repairs: bool
) -> "AsyncIterator[Engine]":
    """An engine in this process, with the folder's lock; `clouds` False refuses every cloud model."""
    from desktop_rag.adapters.files.lock import FolderLock
    from desktop_rag.allocator import give_back
    from desktop_rag.engine.engine import Engine

    give_back()
    lock = FolderLock(folder.lock)
    await lock.acquire()
    try:
        started = Engine(await _parts(folder, ollama, clouds, repairs))
        try:
            await started.start()
            yield started
        finally:
            await started.close()
    finally:
        lock.release()


async def _parts(folder: "DataFolder", ollama: str | None, clouds: bool, repairs: bool) -> "Parts":
    """Every port with its adapter. Only the catalog is opened; all others wait until they are needed."""

    # Read by libraries that are imported later, and inherited by the children.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    from desktop_rag.adapters.catalog.catalog import Catalog
    from desktop_rag.adapters.files.disk import Disk
    from desktop_rag.adapters.files.watch import DiskWatch
    from desktop_rag.engine.embedders import EmbedderChoice
    from desktop_rag.engine.parts import Parts
    from desktop_rag.later import later

    analyzer = later(_analyzer)
    ollamas, built_in = _Ollama(ollama, clouds), later(built_in_embedder)

    async def close_models() -> None:
        await built_in.close()
        await ollamas.close()

    readers = later(_readers)
    return Parts(
        version=_version,
        data=folder.root,
        catalog=await Catalog.open(folder.catalog),
        keywords=later(lambda: _keywords(folder.keywords, analyzer)),
        index=later(lambda: _index(folder.vectors)),
        reader=readers,
        recognizer=readers,
        files=Disk(),
        watch=DiskWatch(),
        analyzer=analyzer,
        embedders=EmbedderChoice(lambda: built_in.load(), later(ollamas.embedders)),
        server=later(ollamas.server),
        chunker=_chunk,
        estimate=_estimate,
        configure=ollamas.configure,
        close_models=close_models,
        clouds=clouds,
        repairs=repairs,
    )


class _Ollama:
    """The adapters of Ollama around one connection, which is made for the first of them."""

    def __init__(self, named: str | None, clouds: bool) -> None:
        self._named = named
        self._clouds = clouds
        self._settings: EngineSettings | None = None
        self._made: OllamaConnection | None = None

    def configure(self, settings: "EngineSettings") -> None:
        self._settings = settings
        if self._made is not None:
            self._made.configure(settings)

    def connection(self) -> "OllamaConnection":
        from desktop_rag.adapters.ollama.connection import OllamaConnection

        if self._made is None:
            self._made = OllamaConnection(self._named, clouds=self._clouds)
            if self._settings is not None:
                self._made.configure(self._settings)
        return self._made

    def server(self) -> "OllamaServer":
        from desktop_rag.adapters.ollama.server import OllamaServer

        return OllamaServer(self.connection())

    def embedders(self) -> "Embedders":
        from desktop_rag.adapters.ollama.embedder import OllamaEmbedders
        from desktop_rag.adapters.ollama.traits import Traits
        from desktop_rag.paths import resources

        traits = Traits((resources() / "models.toml").read_bytes())
        return OllamaEmbedders(self.connection(), self.server(), traits)

    async def close(self) -> None:
        if self._made is not None:
            await self._made.close()


def built_in_embedder() -> "BuiltInEmbedder":
    """The embedder that needs no Ollama, not yet loaded."""
    from desktop_rag.adapters.builtin_embedder.embedder import BuiltInEmbedder

    return BuiltInEmbedder(child_command(EMBEDDER))


def _analyzer() -> "TextAnalyzer":
    from desktop_rag.adapters.language.analyzer import Analyzer

    return Analyzer()


def _keywords(folder: Path, analyzer: "TextAnalyzer") -> "KeywordIndex":
    from desktop_rag.adapters.keyword.index import TantivyKeywords

    return TantivyKeywords(folder, analyzer)


def _index(folder: Path) -> "VectorIndex":
    from desktop_rag.adapters.chroma.index import ChromaIndex

    return ChromaIndex(child_command(VECTORS, str(folder)), folder)


def _readers() -> "Readers":
    from desktop_rag.adapters.reading.readers import Readers

    return Readers(child_command(READER))


def _chunk(text: str, blocks: "Sequence[Block]", above: Sequence[tuple[int, str]] = ()) -> "list[Chunk]":
    from desktop_rag.indexing.chunk import chunk

    return chunk(text, blocks, above)


def _estimate(text: str) -> int:
    from desktop_rag.indexing.chunk import estimate_tokens

    return estimate_tokens(text)


def _version() -> str:
    from importlib.metadata import version

    return version("desktop-rag")
