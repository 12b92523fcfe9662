"""The model that answers is the one the person meant, and never one elsewhere without consent."""

import pytest

from desktop_rag.answering.choose import choose_chat_model
from desktop_rag.domain.errors import (
    CloudModelUnconfirmed,
    ModelMissing,
    NoChatModel,
    NoModels,
    NotAChatModel,
)
from desktop_rag.domain.models import Model

CLOUD = Model("gpt-oss:120b-cloud", "chat", remote=True)
SMALL = Model("llama3.2:3b", "chat")
LATEST = Model("mistral:latest", "chat")
EMBEDS = Model("all-minilm:latest", "embedding")
ALL = (CLOUD, EMBEDS, SMALL, LATEST)


def test_the_preferred_model_comes_first_and_needs_no_tag() -> None:
    assert choose_chat_model(ALL, None, "Mistral") is LATEST


def test_without_a_preference_the_first_local_chat_model_answers() -> None:
    assert choose_chat_model(ALL, None) is SMALL
    assert choose_chat_model(ALL, None, "gone:1b") is SMALL


def test_a_preferred_cloud_model_answers_only_when_it_was_confirmed() -> None:
    assert choose_chat_model(ALL, None, CLOUD.name) is SMALL
    assert choose_chat_model(ALL, None, CLOUD.name, (CLOUD.name,)) is CLOUD


@pytest.mark.parametrize(
    ("models", "expected"), [((), NoModels), ((EMBEDS,), NoChatModel), ((EMBEDS, CLOUD), NoChatModel)]
)
def test_without_a_usable_model_the_reason_is_named(
    models: tuple[Model, ...], expected: type[Exception]
) -> None:
    with pytest.raises(expected):
        choose_chat_model(models, None)


@pytest.mark.parametrize(
    ("named", "expected"),
    [("nope", ModelMissing), ("all-minilm", NotAChatModel), (CLOUD.name, CloudModelUnconfirmed)],
)
def test_a_named_model_is_taken_or_refused_and_never_replaced(named: str, expected: type[Exception]) -> None:
    with pytest.raises(expected):
        choose_chat_model(ALL, named, SMALL.name)
    assert choose_chat_model(ALL, "mistral") is LATEST
