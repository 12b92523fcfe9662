"""From a question to an answer that is kept: retrieve, prompt, stream, cite, store."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import aclosing

from msgspec import Struct, structs

from desktop_rag.answering.choose import choose_chat_model
from desktop_rag.answering.draft import Draft
from desktop_rag.answering.evidence import gather_evidence
from desktop_rag.answering.extract import Extractor
from desktop_rag.answering.prompt import Estimate, Prompt, build_prompt
from desktop_rag.answering.rewrite import search_query
from desktop_rag.domain.answers import Answer, Evidence
from desktop_rag.domain.errors import AnswerInterrupted, Failure, ModelError, OllamaAbsent, PromptTooLong
from desktop_rag.domain.events import (
    AnswerEvent,
    PassagesFound,
    PromptBuilt,
    SearchStarted,
    TextArrived,
    TurnStored,
)
from desktop_rag.domain.models import Model
from desktop_rag.domain.passages import Coverage
from desktop_rag.domain.ports import Embedder, ModelServer, Retrieved, Retriever, TextAnalyzer
from desktop_rag.domain.stores import Contents, Conversations

# More than fit into a prompt of 4096 tokens, since some touch and are joined.
TOP = 16

Report = Callable[[AnswerEvent], None]


class Asked(Struct, frozen=True):
    """A question, and all that answering it depends on.

    `named` is a model that must be used; without it `preferred` is used where it can be.
    `turn` given asks that very turn again; `keep` False stores nothing.
    """

    library: int
    question: str
    named: str | None = None
    preferred: str = ""
    confirmed_cloud: tuple[str, ...] = ()
    top: int | None = None
    scope: tuple[int, ...] = ()
    conversation: int | None = None
    parent: int | None = None
    turn: int | None = None
    keep: bool = True


class Answerer:
    """Answers questions. `embedder` opens the built-in one, which extractive answers compare with."""

    def __init__(
        self,
        retriever: Retriever,
        server: ModelServer,
        contents: Contents,
        conversations: Conversations,
        analyzer: TextAnalyzer,
        embedder: Callable[[], Awaitable[Embedder]],
        estimate: Estimate,
    ) -> None:
        self._retriever = retriever
        self._server = server
        self._contents = contents
        self._conversations = conversations
        self._extractor = Extractor(analyzer, embedder)
        self._estimate = estimate

    async def answer(self, asked: Asked, report: Report) -> Answer:
        """Returns the answer, stored unless `keep` is False.

        A model that was named and cannot answer raises its `ModelError`; otherwise the answer is
        extractive and its `reason` says why. A lost server leaves what arrived, `interrupted`.
        Cancelled, it stops the model, stores what arrived as `stopped`, and raises.
        """
        model = await self._choose(asked) if asked.named else None
        draft = Draft(search_query(asked.question))
        draft.turn = await self._turn(asked, report)
        try:
            await self._work(asked, model, draft, report)
        except asyncio.CancelledError:
            draft.state = "stopped"
            await self._stored(asked, draft)
            raise
        return await self._stored(asked, draft)

    async def _choose(self, asked: Asked) -> Model:
        models = await self._server.models()
        return choose_chat_model(models, asked.named, asked.preferred, asked.confirmed_cloud)

    async def _choice(self, asked: Asked) -> Model | Failure:
        try:
            return await self._choose(asked)
        except OllamaAbsent as error:
            # The state knows whether it is only not running, or not installed at all.
            return (await self._server.state()).problem or error.failure
        except ModelError as error:
            return error.failure

    async def _turn(self, asked: Asked, report: Report) -> int:
        if not asked.keep:
            return 0
        if asked.turn is not None:
            return asked.turn
        conversation, turn = await self._conversations.add_turn(
            asked.library, asked.conversation, asked.parent, asked.question, asked.scope
        )
        report(TurnStored(conversation.id, turn.id, conversation.title))
        return turn.id

    async def _stored(self, asked: Asked, draft: Draft) -> Answer:
        answer = draft.answer()
        return await self._conversations.add_answer(answer) if asked.keep else answer

    async def _work(self, asked: Asked, named: Model | None, draft: Draft, report: Report) -> None:
        report(SearchStarted(draft.search_query))
        # Both at once: an Ollama that is slow to answer costs the search no time.
        (retrieved, evidence), choice = await asyncio.gather(
            self._retrieve(asked, draft), self._choice(asked) if named is None else _at_once(named)
        )
        if retrieved.plain not in ("", draft.search_query):
            # The model is asked without filters and what is not wanted: they have done their work.
            asked = structs.replace(asked, question=retrieved.plain)
        if not evidence:
            report(PassagesFound((), retrieved.found, draft.retrieve, retrieved.coverage, draft.said))
            draft.state, draft.reason = "refused", Failure("nothing-found")
            return
        if isinstance(choice, Failure):
            await self._extract(asked, evidence, choice, draft, retrieved.coverage, report)
            return
        try:
            await self._generate(asked, choice, evidence, draft, retrieved.coverage, report)
        except ModelError as error:
            if asked.named:
                raise
            await self._extract(asked, evidence, error.failure, draft, retrieved.coverage, report)

    async def _retrieve(self, asked: Asked, draft: Draft) -> tuple[Retrieved, tuple[Evidence, ...]]:
        started = time.perf_counter()
        retrieved = await self._retriever.retrieve(
            asked.library, draft.search_query, asked.top or TOP, scope=asked.scope
        )
        evidence = await gather_evidence(retrieved.hits, self._contents)
        draft.found, draft.said = retrieved.found, retrieved.said
        draft.retrieve = time.perf_counter() - started
        return retrieved, evidence

    async def _extract(
        self,
        asked: Asked,
        evidence: Sequence[Evidence],
        reason: Failure,
        draft: Draft,
        coverage: Coverage,
        report: Report,
    ) -> None:
        draft.state, draft.reason = "extractive", reason
        draft.written_by(None)
        draft.begin(tuple(evidence), 0)
        report(PassagesFound(draft.evidence, draft.found, draft.retrieve, coverage, draft.said))
        text = await self._extractor.extract(asked.question, evidence)
        report(TextArrived(draft.add(text) + draft.settle()))

    async def _generate(
        self,
        asked: Asked,
        model: Model,
        evidence: Sequence[Evidence],
        draft: Draft,
        coverage: Coverage,
        report: Report,
    ) -> None:
        """Writes with a model. Raises a `ModelError` when not a word of it came."""
        most: int | None = None
        while True:
            prompt = build_prompt(model, asked.question, evidence, self._estimate, most)
            draft.begin(prompt.evidence, prompt.dropped)
            draft.written_by(model, prompt.request.context)
            report(PassagesFound(draft.evidence, draft.found, draft.retrieve, coverage, draft.said))
            report(PromptBuilt(prompt.tokens, prompt.request.context, model.name))
            try:
                await self._write(prompt, draft, report)
                return
            except PromptTooLong:
                # The estimate was too low for this model's tokenizer.
                if len(prompt.evidence) == 1:
                    raise
                most = max(1, len(prompt.evidence) * 2 // 3)

    async def _write(self, prompt: Prompt, draft: Draft, report: Report) -> None:
        try:
            async with aclosing(self._server.chat(prompt.request)) as pieces:
                async for piece in pieces:
                    text = draft.take(piece)
                    if text:
                        report(TextArrived(text))
            if not draft.text.strip():
                raise AnswerInterrupted(model=prompt.request.model)
        except ModelError as error:
            if not draft.text and not isinstance(error, AnswerInterrupted):
                raise
            draft.state, draft.reason = "interrupted", error.failure


async def _at_once(model: Model) -> Model:
    return model
