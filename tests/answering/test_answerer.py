"""From question to kept answer, against a server over real HTTP, a real catalog and real words."""

import asyncio
import hashlib
import shutil
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TypeVar

import pytest
from msgspec.structs import replace

from desktop_rag.answering.answerer import Asked
from desktop_rag.domain.answers import Answer
from desktop_rag.domain.errors import (
    Failure,
    ModelCrashed,
    ModelMissing,
    NotAChatModel,
    OllamaAbsent,
    OllamaBusy,
)
from desktop_rag.domain.events import PassagesFound, PromptBuilt, SearchStarted, TextArrived, TurnStored
from desktop_rag.domain.passages import Hit
from tests.answering.desk import LLAMAS, Desk, desk
from tests.fakes.model_server import WrittenServer
from tests.stand_in.models import chat_model, cloud_model, embedding_model
from tests.stand_in.replies import Behaviour
from tests.stand_in.server import StandIn

T = TypeVar("T")


def at_desk(folder: Path, server: object, work: Callable[[Desk], Awaitable[T]], **more: object) -> T:
    async def whole() -> T:
        async with desk(folder, server, **more) as made:  # type: ignore[arg-type]
            return await work(made)

    return asyncio.run(whole())


def absent() -> str:
    with StandIn() as gone:
        return gone.url


def test_an_answer_is_streamed_cited_and_kept(tmp_path: Path) -> None:
    async def work(made: Desk) -> None:
        answer = await made.ask()
        assert answer.state == "complete" and answer.reason is None
        assert "vicuñas and camels [1]" in answer.text
        assert answer.text == made.streamed.rstrip()
        assert answer.cited[0] == 1 and answer.citations[0].text == LLAMAS
        assert answer.citations[0].sha256 == hashlib.sha256(LLAMAS.encode()).hexdigest()
        assert answer.sentences[0].citations == (1,)
        assert (answer.found, answer.used, answer.dropped) == (3, 3, 0)
        assert answer.model == "llama3.2:3b" and answer.digest
        assert answer.fit.num_ctx == 4096 and answer.fit.prompt_tokens
        assert answer.seconds.first_token and answer.seconds.total >= answer.seconds.first_token
        assert await made.kept() == [answer]
        kinds = [type(event) for event in made.events]
        assert kinds[:4] == [TurnStored, SearchStarted, PassagesFound, PromptBuilt]
        assert set(kinds[4:]) == {TextArrived} and len(kinds) > 8

    with StandIn() as stand_in:
        at_desk(tmp_path, stand_in.url, work)


def test_invented_numbers_are_taken_out_and_counted(tmp_path: Path) -> None:
    async def work(made: Desk) -> None:
        answer = await made.ask()
        assert answer.invented == 1
        assert "97" not in answer.text and "97" not in made.streamed

    with StandIn(Behaviour(invented=True)) as stand_in:
        at_desk(tmp_path, stand_in.url, work)


@pytest.mark.parametrize(
    ("behaviour", "code"),
    [
        (Behaviour(models=()), "no-models"),
        (Behaviour(models=(embedding_model("nomic-embed-text:latest"),)), "no-chat-model"),
        (Behaviour(models=(cloud_model(),)), "no-chat-model"),
        (Behaviour(busy=True), "ollama-busy"),
        (Behaviour(crashes_after=0), "model-crashed"),
        (None, "ollama-absent" if shutil.which("ollama") else "ollama-not-installed"),
    ],
)
def test_without_a_model_that_writes_the_best_sentences_answer_and_the_reason_is_said(
    tmp_path: Path, behaviour: Behaviour | None, code: str
) -> None:
    async def work(made: Desk) -> None:
        answer = await made.ask()
        assert answer.state == "extractive" and answer.model == ""
        assert answer.reason is not None and answer.reason.code == code
        assert answer.text.startswith("Llamas are closely related to vicuñas and camels. [1]")
        assert answer.cited[0] == 1 and answer.seconds.first_token is None
        assert made.of(PassagesFound)[-1].evidence == answer.evidence
        assert made.streamed == answer.text
        assert await made.kept() == [answer]

    if behaviour is None:
        at_desk(tmp_path, absent(), work)
    else:
        with StandIn(behaviour) as stand_in:
            at_desk(tmp_path, stand_in.url, work)


@pytest.mark.parametrize(
    ("named", "behaviour", "expected"),
    [
        ("nope", Behaviour(), ModelMissing),
        ("all-minilm", Behaviour(), NotAChatModel),
        ("llama3.2:3b", Behaviour(busy=True), OllamaBusy),
        ("llama3.2:3b", Behaviour(crashes_after=0), ModelCrashed),
    ],
)
def test_a_named_model_that_cannot_answer_is_an_error(
    tmp_path: Path, named: str, behaviour: Behaviour, expected: type[Exception]
) -> None:
    with StandIn(behaviour) as stand_in, pytest.raises(expected):
        at_desk(tmp_path, stand_in.url, lambda made: made.ask(named=named))


def test_a_named_model_without_ollama_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(OllamaAbsent):
        at_desk(tmp_path, absent(), lambda made: made.ask(named="llama3.2:3b"))


@pytest.mark.parametrize(
    ("behaviour", "code"),
    [
        (Behaviour(dies_after=5, delay=0.01), "answer-interrupted"),
        (Behaviour(stops_after=5), "answer-interrupted"),
        (Behaviour(crashes_after=5), "model-crashed"),
        (Behaviour(reply="   "), "answer-interrupted"),
    ],
)
def test_a_server_that_is_lost_leaves_what_arrived(tmp_path: Path, behaviour: Behaviour, code: str) -> None:
    async def work(made: Desk) -> None:
        answer = await made.ask(named="llama3.2:3b")
        assert answer.state == "interrupted"
        assert answer.reason is not None and answer.reason.code == code
        assert answer.text == made.streamed.rstrip()
        assert bool(answer.text) is (behaviour.reply is None)
        assert await made.kept() == [answer]

    with StandIn(behaviour) as stand_in:
        at_desk(tmp_path, stand_in.url, work)


def test_stop_stops_ollama_and_keeps_what_arrived(tmp_path: Path) -> None:
    async def work(made: Desk) -> Answer:
        begun = asyncio.Event()

        def watch(event: object) -> None:
            made.events.append(event)  # type: ignore[arg-type]
            if isinstance(event, TextArrived):
                begun.set()

        async with asyncio.TaskGroup() as group:
            task = group.create_task(made.answerer.answer(Asked(made.library, "Llamas?"), watch))
            await begun.wait()
            task.cancel()
        assert task.cancelled()
        [kept] = await made.kept()
        return kept

    with StandIn(Behaviour(delay=0.05)) as stand_in:
        kept = at_desk(tmp_path, stand_in.url, work)
        assert stand_in.wait_for_hang_up()
    assert kept.state == "stopped" and kept.text and kept.evidence


def test_stop_while_searching_keeps_the_question(tmp_path: Path) -> None:
    async def work(made: Desk) -> Answer:
        async with asyncio.TaskGroup() as group:
            task = group.create_task(made.ask())
            await made.retriever.begun.wait()
            task.cancel()
        [kept] = await made.kept()
        return kept

    with StandIn() as stand_in:
        kept = at_desk(tmp_path, stand_in.url, work, hangs=True)
    assert kept.state == "stopped" and kept.text == ""


def test_with_nothing_found_no_model_is_asked(tmp_path: Path) -> None:
    async def work(made: Desk) -> None:
        answer = await made.ask()
        assert answer.state == "refused" and answer.text == ""
        assert answer.reason is not None and answer.reason.code == "nothing-found"

    with StandIn() as stand_in:
        at_desk(tmp_path, stand_in.url, work, texts=())
        assert not stand_in.asked("/api/chat")


def test_a_prompt_that_the_server_finds_too_long_is_tried_again_with_fewer_passages(tmp_path: Path) -> None:
    texts = [f"Llamas number {n}. " + "They eat grass in the high valleys. " * 25 for n in range(8)]

    async def work(made: Desk) -> Answer:
        answer = await made.ask()
        sizes = [len(event.evidence) for event in made.of(PassagesFound)]
        assert sizes[0] == 8 and sizes == sorted(sizes, reverse=True) and len(sizes) > 1
        assert answer.used == sizes[-1] and answer.dropped == 8 - sizes[-1]
        return answer

    with StandIn(Behaviour(characters_a_token=1.5)) as stand_in:
        answer = at_desk(tmp_path, stand_in.url, work, texts=texts)
        contexts = {body["options"]["num_ctx"] for body in stand_in.asked("/api/chat")}
    assert answer.state == "complete"
    assert contexts == {4096}


def test_the_same_turn_can_be_asked_again(tmp_path: Path) -> None:
    async def work(made: Desk) -> None:
        first = await made.ask()
        again = await made.ask(turn=first.turn)
        assert again.turn == first.turn and again.id != first.id
        assert len(made.of(TurnStored)) == 1
        assert [answer.id for answer in await made.kept()] == [first.id, again.id]

    with StandIn() as stand_in:
        at_desk(tmp_path, stand_in.url, work)


def test_a_question_that_is_not_to_be_kept_leaves_nothing(tmp_path: Path) -> None:
    async def work(made: Desk) -> None:
        answer = await made.ask(keep=False)
        assert answer.state == "complete"
        assert await made.kept() == [] and not made.of(TurnStored)

    with StandIn() as stand_in:
        at_desk(tmp_path, stand_in.url, work)


def test_scope_and_number_reach_the_search(tmp_path: Path) -> None:
    async def work(made: Desk) -> None:
        await made.ask("Two\nlines?", top=2, scope=(1, 2))
        assert made.retriever.asked == [("Two lines?", 2, (1, 2))]

    at_desk(tmp_path, WrittenServer(), work)


def test_the_preferred_model_answers_and_its_thinking_is_not_shown(tmp_path: Path) -> None:
    async def work(made: Desk) -> None:
        answer = await made.ask(preferred="qwen3:4b")
        assert answer.model == "qwen3:4b"
        assert "compared with the words" not in answer.text

    with StandIn() as stand_in:
        at_desk(tmp_path, stand_in.url, work)


def test_passages_that_touch_become_one(tmp_path: Path) -> None:
    text = "First part of the text.\n\nSecond part of the text."

    async def work(made: Desk) -> None:
        [hit] = made.retriever.hits
        made.retriever.hits = (cut(hit, 25, 49), cut(hit, 0, 23))
        answer = await made.ask()
        assert [(item.number, item.start, item.end, item.text) for item in answer.evidence] == [
            (1, 0, 49, text)
        ]

    def cut(hit: Hit, start: int, end: int) -> Hit:
        return replace(hit, place=replace(hit.place, start=start, end=end), text=text[start:end])

    at_desk(tmp_path, WrittenServer(), work, texts=[text])


def test_a_document_that_was_removed_meanwhile_is_left_out(tmp_path: Path) -> None:
    async def work(made: Desk) -> None:
        await made.catalog.documents.remove([made.retriever.hits[0].place.document])
        answer = await made.ask()
        assert [item.title for item in answer.evidence] == ["Document 2", "Document 3"]

    at_desk(tmp_path, WrittenServer(), work)


def test_a_small_model_gets_the_context_it_was_trained_with(tmp_path: Path) -> None:
    async def work(made: Desk) -> None:
        assert (await made.ask()).fit.num_ctx == 2048

    with StandIn(Behaviour(models=(chat_model("tiny:1b", window=2048),))) as stand_in:
        at_desk(tmp_path, stand_in.url, work)


def test_a_documents_own_brackets_are_no_citations_in_an_extractive_answer(tmp_path: Path) -> None:
    async def work(made: Desk) -> None:
        answer = await made.ask("Who are camels related to?")
        assert "camels (12)" in answer.text and answer.invented == 0 and answer.cited == (1,)

    at_desk(tmp_path, absent(), work, texts=["Llamas are related to camels [12]."])


def test_a_sentence_that_two_documents_share_is_said_once_with_both_sources(tmp_path: Path) -> None:
    same = "Camels are related to llamas and alpacas."
    texts = [f"{same} The first page goes on about wool.", f"Another beginning stands here. {same}"]

    async def work(made: Desk) -> None:
        answer = await made.ask("Who are camels related to?")
        assert answer.text.count(same) == 1
        assert f"{same} [1][2]" in answer.text

    at_desk(tmp_path, absent(), work, texts=texts)


def test_the_model_is_asked_without_filters_and_the_conversation_keeps_them(tmp_path: Path) -> None:
    server = WrittenServer()
    typed = "What animals are llamas related to? type:txt -camels"

    async def work(made: Desk) -> None:
        made.retriever.plain = "What animals are llamas related to?"
        made.retriever.said = (Failure("query-or", {"what": "OR"}),)
        answer = await made.ask(typed)
        assert made.retriever.asked[0][0] == answer.search_query == typed
        assert all(event.said == made.retriever.said for event in made.of(PassagesFound))
        (conversation,) = await made.catalog.conversations.all(made.library)
        assert (await made.catalog.conversations.one(conversation.id)).turns[0].question == typed

    at_desk(tmp_path, server, work)
    prompt = server.asked[0].messages[-1].content
    assert "What animals are llamas related to?" in prompt and "type:txt" not in prompt
