"""An engine of sample data for the window's tests: it answers calls as scripted and remembers them."""

import asyncio
import re
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

import msgspec

from desktop_rag.domain.errors import BadRequest
from desktop_rag.domain.events import (
    IndexingProgress,
    LibraryChanged,
    PassagesFound,
    PromptBuilt,
    SearchStarted,
    SnapshotPage,
    TextArrived,
    TurnStored,
    WordsFound,
)
from desktop_rag.domain.models import Models
from desktop_rag.domain.passages import Coverage, Span
from desktop_rag.domain.reading import Emphasis, PageMarks, PageSize
from desktop_rag.domain.reports import EngineSettings, IndexReport, Stages, Status
from desktop_rag.engine import calls
from desktop_rag.processes.calls import Call, Nothing, ignore
from tests.fakes import sample

A = TypeVar("A")
E = TypeVar("E")
R = TypeVar("R")

Answerer = Callable[[Any, Callable[[Any], None]], Awaitable[Any]]
PAGE_ROWS = 500


class FakeEngine:
    """A `Caller`. Change its attributes to script it, or put an answer of your own into `answers`.

    `asked` lists (name, argument) of every call; `failures` maps a call's name to the error it raises.
    """

    def __init__(self) -> None:
        self.asked: list[tuple[str, Any]] = []
        self.failures: dict[str, Exception] = {}
        self.library = sample.LIBRARY
        self.roots = sample.ROOTS
        self.documents = sample.DOCUMENTS
        self.progress: IndexingProgress | None = sample.PROGRESS
        self.models = sample.MODELS
        self.result = sample.RESULT
        self.answer = sample.ANSWER
        self.pause_between_words = 0.0
        self.password = "Open sesame"
        self.views = sample.VIEWS
        self.emphasis: dict[Span, Emphasis] = {}
        self._followers: list[Callable[[Any], None]] = []
        self._number = 0
        self.settings = EngineSettings()
        self.answers: dict[str, Answerer] = {
            "follow": self._follow,
            "libraries": self._libraries,
            "make-library": self._make_library,
            "remove-library": self._remove_library,
            "index": self._index,
            "retry": self._index,
            "unlock": self._unlock,
            "rebuild": self._index,
            "pause": self._pause,
            "remove": self._remove,
            "documents": self._documents,
            "search": self._search,
            "ask": self._ask,
            "conversations": self._conversations,
            "conversation": self._conversation,
            "models": self._models,
            "choose": self._choose,
            "ollama": self._ollama,
            "start-ollama": self._ollama,
            "confirm": self._ollama,
            "settings": self._settings,
            "leave-out": self._leave_out,
            "recognizers": self._recognizers,
            "recognize": self._count,
            "recognize-all": self._recognize_all,
            "skip": self._count,
            "status": self._status,
            "source": self._source,
            "page": self._page,
            "marks": self._marks,
            "emphasis": self._emphasis,
            "letters": self._letters,
            "pages": self._pages,
            "find": self._find,
        }

    async def call(self, call: Call[A, E, R], argument: A, report: Callable[[E], None] = ignore) -> R:
        assert isinstance(argument, call.argument), f"{call} takes {call.argument}"
        self.asked.append((call.name, argument))
        await asyncio.sleep(0)
        if call.name in self.failures:
            raise self.failures[call.name]
        if call.name not in self.answers:
            raise BadRequest(what=call.name)
        result = await self.answers[call.name](argument, report)
        assert isinstance(result, call.result), f"{call} returns {call.result}"
        return result

    def push(self, **changes: Any) -> None:
        """Sends every follower the next `LibraryChanged` with these fields."""
        self._number += 1
        for follower in self._followers:
            follower(LibraryChanged(number=self._number, **changes))

    def names_asked(self) -> list[str]:
        return [name for name, _ in self.asked]

    async def _follow(self, argument: calls.InLibrary, report: Callable[[Any], None]) -> Nothing:
        rows = self.documents
        pages = [rows[at : at + PAGE_ROWS] for at in range(0, len(rows), PAGE_ROWS)] or [()]
        for page in pages:
            report(SnapshotPage(self.library, self.roots, page, last=page is pages[-1]))
        if self.progress is not None:
            self._number += 1
            report(LibraryChanged(number=self._number, progress=self.progress))
        self._followers.append(report)
        try:
            await asyncio.Event().wait()
        finally:
            self._followers.remove(report)
        return Nothing()

    async def _libraries(self, argument: Nothing, report: Callable[[Any], None]) -> calls.LibraryList:
        return calls.LibraryList((self.library,))

    async def _make_library(self, argument: calls.MakeLibrary, report: Callable[[Any], None]) -> Any:
        return self.library

    async def _remove_library(self, argument: calls.InLibrary, report: Callable[[Any], None]) -> Nothing:
        return Nothing()

    async def _index(self, argument: Any, report: Callable[[Any], None]) -> IndexReport:
        return IndexReport(0, len(self.documents), 0, 0, 0, 0.1, Stages(), self.library.embedder)

    async def _unlock(self, argument: calls.Unlock, report: Callable[[Any], None]) -> calls.Count:
        return calls.Count(len(argument.documents) if argument.password == self.password else 0)

    async def _pause(self, argument: calls.Pause, report: Callable[[Any], None]) -> Nothing:
        return Nothing()

    async def _remove(self, argument: calls.Picked, report: Callable[[Any], None]) -> calls.Count:
        gone = argument.documents
        self.documents = tuple(document for document in self.documents if document.id not in gone)
        self.push(gone=gone)
        return calls.Count(len(gone))

    async def _documents(self, argument: Any, report: Callable[[Any], None]) -> calls.DocumentList:
        return calls.DocumentList(self.documents)

    async def _search(self, argument: calls.Search, report: Callable[[Any], None]) -> Any:
        report(WordsFound(self.result))
        await asyncio.sleep(0)
        return self.result

    async def _ask(self, argument: calls.Ask, report: Callable[[Any], None]) -> Any:
        answer = self.answer
        report(TurnStored(1, answer.turn, argument.question))
        report(SearchStarted(answer.search_query))
        report(PassagesFound(answer.evidence, answer.found, 0.1, Coverage(342, 128, 128)))
        report(PromptBuilt(3100, 8192, answer.model))
        for word in answer.text.split(" "):
            report(TextArrived(word + " "))
            await asyncio.sleep(self.pause_between_words)
        return answer

    async def _conversations(self, argument: Any, report: Callable[[Any], None]) -> Any:
        return calls.ConversationList((sample.CONVERSATION,))

    async def _conversation(self, argument: Any, report: Callable[[Any], None]) -> Any:
        return sample.CONVERSATION

    async def _models(self, argument: Any, report: Callable[[Any], None]) -> Models:
        return self.models

    async def _choose(self, argument: calls.Choose, report: Callable[[Any], None]) -> Models:
        return self.models

    async def _ollama(self, argument: Any, report: Callable[[Any], None]) -> Any:
        return self.models.ollama

    async def _settings(self, argument: Nothing, report: Callable[[Any], None]) -> EngineSettings:
        return self.settings

    async def _leave_out(self, argument: calls.LeaveOut, report: Callable[[Any], None]) -> EngineSettings:
        self.settings = EngineSettings(ignore=argument.ignore, largest=argument.largest)
        return self.settings

    async def _recognizers(self, argument: Nothing, report: Callable[[Any], None]) -> calls.Recognizers:
        return calls.Recognizers(("deu", "eng"))

    async def _recognize_all(self, argument: calls.Switch, report: Callable[[Any], None]) -> EngineSettings:
        self.settings = msgspec.structs.replace(self.settings, recognize=argument.on)
        return self.settings

    async def _count(self, argument: Any, report: Callable[[Any], None]) -> calls.Count:
        return calls.Count(len(argument.documents))

    async def _status(self, argument: Any, report: Callable[[Any], None]) -> Status:
        library = self.library
        return Status(
            "0.1.0", "", self.models.ollama, library.embedder, library.documents, library.passages, 1
        )

    async def _source(self, argument: calls.OpenSource, report: Callable[[Any], None]) -> Any:
        return self.views[min(argument.unit or 0, len(self.views) - 1)]

    async def _page(self, argument: calls.DrawPage, report: Callable[[Any], None]) -> Any:
        picture, tiles = sample.draw_page(argument.width)
        for tile in tiles:
            report(tile)
        return picture

    async def _marks(self, argument: calls.FindMarks, report: Callable[[Any], None]) -> PageMarks:
        rects = tuple(sample.MARKS[min(at, len(sample.MARKS) - 1)] for at, _ in enumerate(argument.spans))
        return PageMarks(rects, tuple("" for _ in rects))

    async def _emphasis(self, argument: calls.FindEmphasis, report: Callable[[Any], None]) -> Any:
        return calls.Emphases(tuple(self.emphasis.get(span, Emphasis()) for span in argument.spans))

    async def _letters(self, argument: calls.OnPage, report: Callable[[Any], None]) -> Any:
        return sample.letters(argument.page)

    async def _pages(self, argument: calls.OfDocument, report: Callable[[Any], None]) -> Any:
        size = PageSize(sample.PAGE_WIDTH, sample.PAGE_HEIGHT)
        return calls.PageSizes((size,) * self.views[0].units)

    async def _find(self, argument: calls.FindWords, report: Callable[[Any], None]) -> Any:
        view = self.views[0]
        found = re.finditer(re.escape(argument.query), view.text, re.IGNORECASE)
        spans = [Span(view.clip_start + at.start(), view.clip_start + at.end()) for at in found]
        return calls.WordsInDocument(tuple(spans), (view.unit.place.number - 1,) * len(spans))
