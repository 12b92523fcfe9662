"""Calls that search and ask."""

from collections.abc import Mapping

from desktop_rag.answering.answerer import Answerer, Asked
from desktop_rag.conversations.conversations import ConversationArchive
from desktop_rag.domain.answers import Answer, Conversation
from desktop_rag.domain.models import BUILT_IN
from desktop_rag.domain.passages import SearchResult
from desktop_rag.engine import calls
from desktop_rag.engine.chores import Chores
from desktop_rag.engine.mending import MendingSearcher
from desktop_rag.engine.parts import Parts
from desktop_rag.engine.runs import Runs
from desktop_rag.processes.calls import Nothing, Reporter
from desktop_rag.processes.child import Handler
from desktop_rag.searching.retrieve import Searcher


class QuestionCalls:
    """Search, ask, conversations."""

    def __init__(self, parts: Parts, runs: Runs, chores: Chores) -> None:
        self._catalog = catalog = parts.catalog
        self._clouds = parts.clouds
        self._gate = runs.gate
        self.searcher = Searcher(
            catalog.documents,
            catalog.contents,
            catalog.vectors,
            parts.keywords,
            parts.index,
            parts.analyzer,
            parts.embedders,
        )
        self._mending = MendingSearcher(self.searcher, runs, chores, parts.repairs)
        self._answerer = Answerer(
            self._mending,
            parts.server,
            catalog.contents,
            catalog.conversations,
            parts.analyzer,
            lambda: parts.embedders.open(BUILT_IN),
            parts.estimate,
        )
        self._archive = ConversationArchive(catalog.conversations)

    def handlers(self) -> Mapping[str, Handler]:
        return {
            calls.SEARCH.name: self._search,
            calls.SIMILAR.name: self._similar,
            calls.ASK.name: self._ask,
            calls.CONVERSATIONS.name: self._conversations,
            calls.CONVERSATION.name: self._conversation,
            calls.REMOVE_CONVERSATION.name: self._remove_conversation,
        }

    async def _search(self, wanted: calls.Search, report: Reporter) -> SearchResult:
        library = await self._catalog.libraries.id_of(wanted.library)
        scope = await self._whole(wanted.scope)
        return await self._mending.search(
            library, wanted.query, wanted.top, wanted.mode, scope, wanted.prefix, wanted.filters, report
        )

    async def _similar(self, wanted: calls.Similar, report: Reporter) -> SearchResult:
        library = await self._catalog.libraries.id_of(wanted.library)
        return await self._mending.similar(
            library, wanted.passage, wanted.document, wanted.top, wanted.filters
        )

    async def _whole(self, scope: tuple[int, ...]) -> tuple[int, ...]:
        """A mail that is searched alone is searched with what is attached to it."""
        return (*scope, *await self._catalog.documents.attached_to(scope)) if scope else ()

    async def _ask(self, wanted: calls.Ask, report: Reporter) -> Answer:
        library = await self._catalog.libraries.named(wanted.library)
        settings = await self._catalog.settings.load()
        asked = Asked(
            library.id,
            wanted.question,
            wanted.model,
            settings.chat_model,
            settings.confirmed_cloud if self._clouds else (),
            wanted.top,
            await self._whole(wanted.scope),
            wanted.conversation,
            wanted.parent,
            wanted.turn,
            wanted.keep,
        )
        with self._gate.answering():
            return await self._answerer.answer(asked, report)

    async def _conversations(self, wanted: calls.InLibrary, report: Reporter) -> calls.ConversationList:
        library = await self._catalog.libraries.named(wanted.library)
        return calls.ConversationList(await self._archive.list(library.id))

    async def _conversation(self, wanted: calls.ConversationWanted, report: Reporter) -> Conversation:
        return await self._archive.one(wanted.conversation)

    async def _remove_conversation(self, wanted: calls.ConversationWanted, report: Reporter) -> Nothing:
        await self._archive.remove(wanted.conversation)
        return Nothing()
