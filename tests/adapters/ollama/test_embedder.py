"""Embedding over real HTTP: the contract, prefixes, honest limits, and models that may not embed."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TypeVar

import pytest

from desktop_rag.adapters.ollama.connection import OllamaConnection
from desktop_rag.adapters.ollama.embedder import OllamaEmbedder, OllamaEmbedders
from desktop_rag.adapters.ollama.server import OllamaServer
from desktop_rag.adapters.ollama.traits import Traits
from desktop_rag.domain.errors import (
    CloudModelUnconfirmed,
    ModelCrashed,
    ModelMissing,
    NotAnEmbeddingModel,
    OllamaAbsent,
    TextTooLong,
)
from desktop_rag.domain.ports import Embedder
from tests.adapters.embedder_contract import EmbedderContract, rows
from tests.stand_in.models import embedding_model, recorded_models
from tests.stand_in.replies import Behaviour
from tests.stand_in.server import StandIn

Result = TypeVar("Result")
TABLE = (Path(__file__).resolve().parents[3] / "resources" / "models.toml").read_bytes()


def use(url: str, name: str, work: Callable[[OllamaEmbedder], Awaitable[Result]]) -> Result:
    async def run() -> Result:
        connection = OllamaConnection(url, {})
        try:
            embedders = OllamaEmbedders(connection, OllamaServer(connection), Traits(TABLE))
            return await work(await embedders.open(name))
        finally:
            await connection.close()

    return asyncio.run(run())


@asynccontextmanager
async def _opened(url: str) -> AsyncIterator[Embedder]:
    connection = OllamaConnection(url, {})
    try:
        yield await OllamaEmbedders(connection, OllamaServer(connection), Traits(TABLE)).open("all-minilm")
    finally:
        await connection.close()


class TestOverHttp(EmbedderContract):
    @pytest.fixture(autouse=True)
    def stand_in(self) -> Iterator[None]:
        with StandIn(Behaviour(models=recorded_models())) as running:
            type(self).opened = staticmethod(lambda: _opened(running.url))
            yield


async def _nothing(embedder: OllamaEmbedder) -> OllamaEmbedder:
    return embedder


def test_the_prefixes_are_those_of_the_model() -> None:
    with StandIn() as stand_in:
        nomic = use(stand_in.url, "nomic-embed-text", _nothing)
    assert nomic.document_input("text") == "search_document: text"
    assert nomic.query_input("text") == "search_query: text"


def test_a_model_that_is_not_in_the_table_gets_no_prefix_and_half_the_weight() -> None:
    row = Traits(TABLE).of("somebody/never-heard-of:v2")
    assert (row.fusion, row.document_prefix, row.query_prefix) == (0.5, "", "")


def test_in_a_language_that_it_was_not_trained_for_meaning_weighs_less() -> None:
    traits = Traits(TABLE)
    english, many = traits.of("all-minilm"), traits.of("bge-m3")
    assert [english.weight(language) for language in ("en", "", "de", "zh")] == [0.5, 0.5, 0.3, 0.3]
    assert [many.weight(language) for language in ("en", "", "de", "zh")] == [0.5] * 4


def test_the_table_knows_a_model_under_any_tag() -> None:
    traits = Traits(TABLE)
    assert traits.of("MXBAI-embed-large:335m").query_prefix.startswith("Represent this sentence")
    assert traits.of("built-in").fusion == 0.3


def test_the_window_is_the_one_in_use_and_not_the_one_trained() -> None:
    with StandIn(Behaviour(models=recorded_models())) as stand_in:
        assert use(stand_in.url, "all-minilm", _nothing).window == 256
        assert use(stand_in.url, "all-minilm-st", _nothing).window == 512


def test_many_texts_go_in_batches_and_come_back_in_order() -> None:
    texts = [f"word{number}" for number in range(40)]
    with StandIn() as stand_in:
        many = use(stand_in.url, "all-minilm", lambda embedder: embedder.embed(texts))
        sizes = [len(body["input"]) for body in stand_in.asked("/api/embed")]
        last = use(stand_in.url, "all-minilm", lambda embedder: embedder.embed([texts[-1]]))
    assert sizes == [16, 16, 8]
    assert rows(many)[-1] == rows(last)[0]


def test_a_text_over_the_window_is_refused_and_not_cut() -> None:
    with StandIn() as stand_in, pytest.raises(TextTooLong):
        use(stand_in.url, "all-minilm", lambda embedder: embedder.embed(["short", "long " * 1000, "short"]))
    assert all(body["truncate"] is False for body in stand_in.asked("/api/embed"))


def test_a_text_of_which_the_model_makes_no_number_is_zeros_and_spares_the_others() -> None:
    with StandIn(Behaviour(no_number_for="cursed")) as stand_in:
        found = use(stand_in.url, "all-minilm", lambda embedder: embedder.embed(["fine", "cursed text"]))
    fine, cursed = rows(found)
    assert any(fine) and not any(cursed)


def test_a_crashed_embedder_is_named() -> None:
    with StandIn(Behaviour(embedder_crashes=True)) as stand_in, pytest.raises(ModelCrashed):
        use(stand_in.url, "all-minilm", lambda embedder: embedder.embed(["text"]))


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("llama3.2:3b", NotAnEmbeddingModel),
        ("nope", ModelMissing),
        ("", ModelMissing),
        ("nomic-embed-text:cloud", CloudModelUnconfirmed),
        ("sly:latest", CloudModelUnconfirmed),
    ],
)
def test_a_model_that_may_not_embed_is_refused_before_any_text_is_sent(
    name: str, expected: type[Exception]
) -> None:
    sly = embedding_model("sly:latest", remote_host="https://ollama.com:443")
    with StandIn(Behaviour(models=(*Behaviour().models, sly))) as stand_in, pytest.raises(expected):
        use(stand_in.url, name, _nothing)
    assert not stand_in.asked("/api/embed")


def test_an_absent_server_cannot_open_an_embedder() -> None:
    with StandIn() as stand_in:
        url = stand_in.url
    with pytest.raises(OllamaAbsent):
        use(url, "all-minilm", _nothing)
