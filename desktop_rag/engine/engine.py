"""The services behind one interface: whoever asks, in this process or over a pipe, asks the same."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

from desktop_rag.domain.errors import BadRequest
from desktop_rag.engine.chores import Chores
from desktop_rag.engine.library_calls import LibraryCalls
from desktop_rag.engine.model_calls import ModelCalls
from desktop_rag.engine.parts import Parts
from desktop_rag.engine.runs import Runs
from desktop_rag.engine.watching import Watching
from desktop_rag.processes.calls import Call, ignore
from desktop_rag.processes.child import Handler

if TYPE_CHECKING:
    from desktop_rag.engine.question_calls import QuestionCalls
    from desktop_rag.engine.recognition import Recognition

log = logging.getLogger(__name__)

# Seconds after the start: the window asks for its library first.
WARM_AFTER = 1.0

A = TypeVar("A")
E = TypeVar("E")
R = TypeVar("R")


class _Direct:
    """The reporter of a call within this process: it never has to wait."""

    def __init__(self, report: Callable[[Any], None]) -> None:
        self._report = report

    def __call__(self, event: Any, /) -> None:
        self._report(event)

    async def room(self) -> None:
        await asyncio.sleep(0)


class Engine:
    """Implements `Caller` over the services, for the command line and for tests; `serve` offers the same."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._chores = Chores()
        self._runs = Runs(parts, self._chores)
        self._watching = Watching(parts.catalog.libraries, parts.files, parts.watch, self._runs)
        self._models = ModelCalls(parts, self._runs)
        self._first: Mapping[str, Handler] = {
            **LibraryCalls(parts, self._runs, self._watching).handlers(),
            **self._models.handlers(),
        }

    @cached_property
    def handlers(self) -> Mapping[str, Handler]:
        """Every call. Indexing an unchanged library does without the others: a quarter of its imports."""
        from desktop_rag.engine.check_calls import CheckCalls
        from desktop_rag.engine.evaluation_calls import EvaluationCalls
        from desktop_rag.engine.recognition_calls import RecognitionCalls
        from desktop_rag.engine.source_calls import SourceCalls

        parts = self._parts
        questions = self._questions
        return {
            **self._first,
            **questions.handlers(),
            **SourceCalls(parts, self._runs.passwords).handlers(),
            **CheckCalls(parts).handlers(),
            **RecognitionCalls(parts, self._runs, self._recognition).handlers(),
            **EvaluationCalls(parts, self._runs, questions.searcher).handlers(),
        }

    @cached_property
    def _questions(self) -> "QuestionCalls":
        from desktop_rag.engine.question_calls import QuestionCalls

        return QuestionCalls(self._parts, self._runs, self._chores)

    @cached_property
    def _recognition(self) -> "Recognition":
        from desktop_rag.engine.recognition import Recognition

        return Recognition(self._parts, self._runs)

    async def start(self) -> None:
        """Reads the settings. Nothing heavy happens before it is needed."""
        await self._models.configure()

    def resume(self) -> None:
        """Looks at every library again, in the background: what was left unfinished goes on, and what
        changes from now on is taken in."""
        self._chores.start("resume", self._resume())
        self._chores.start("watch", self._watching.watch_all())
        self._chores.start("recognise", self._recognition.run())
        self._chores.start("warm", self._warm())

    async def _resume(self) -> None:
        for library in await self._parts.catalog.libraries.all():
            await self._runs.index(library, (), True, ignore)

    async def _warm(self) -> None:
        """Opens what the first search needs, which would take it 0.8 s, when the first calls are answered."""
        await asyncio.sleep(WARM_AFTER)
        for library in await self._parts.catalog.libraries.all():
            if library.passages:
                await self._questions.searcher.warm(library.id)

    async def call(self, call: Call[A, E, R], argument: A, report: Callable[[E], None] = ignore) -> R:
        handler = self._first.get(call.name) or self.handlers.get(call.name)
        if handler is None:
            raise BadRequest(what=call.name)
        result: R = await handler(argument, _Direct(report))
        return result

    async def close(self) -> None:
        """Ends the chores and everything that was opened; the vector index is closed properly."""
        await self._chores.close()
        parts = self._parts
        ends = (parts.index.close, parts.reader.close, parts.keywords.close, parts.close_models)
        await asyncio.gather(*(_ended(end) for end in ends))
        await parts.catalog.close()


async def _ended(end: Callable[[], Awaitable[None]]) -> None:
    try:
        await end()
    except Exception as error:  # the others must end all the same
        log.error("closing failed: %s", type(error).__name__)
