"""The prompt fits its context, and begins with the same bytes every time."""

from desktop_rag.answering.prompt import SYSTEM, build_prompt, context_of
from desktop_rag.domain.answers import Evidence
from desktop_rag.domain.documents import UnitPlace
from desktop_rag.domain.models import Model

MODEL = Model("llama3.2:3b", "chat", context=131072)


def evidence(count: int, words: int = 200) -> list[Evidence]:
    return [
        Evidence(n, n, "00", b"/a", "a.pdf", f"Title {n}", "pdf", UnitPlace("page", 7), 0, 1, "word " * words)
        for n in range(1, count + 1)
    ]


def count_words(text: str) -> int:
    return len(text.split())


def test_as_many_passages_as_fit_are_taken_best_first_and_the_rest_is_counted() -> None:
    prompt = build_prompt(MODEL, "Why?", evidence(30), count_words)
    assert 5 < len(prompt.evidence) < 30
    assert [item.number for item in prompt.evidence] == list(range(1, len(prompt.evidence) + 1))
    assert prompt.dropped == 30 - len(prompt.evidence)
    assert prompt.tokens + prompt.request.predict <= prompt.request.context


def test_the_system_message_never_changes_and_the_question_stands_last() -> None:
    one = build_prompt(MODEL, "Why?", evidence(2), count_words).request.messages
    two = build_prompt(MODEL, "Who?", evidence(1), count_words).request.messages
    assert one[0] == two[0] and one[0].content == SYSTEM
    assert one[-1].content.endswith("Question: Why?")
    assert "[1] Title 1, page 7\n" in one[-1].content


def test_a_model_keeps_one_context_and_a_small_one_its_own() -> None:
    assert context_of(MODEL) == 4096
    assert context_of(Model("tiny", "chat", context=2048)) == 2048
    assert context_of(Model("unknown", "chat")) == 4096


def test_one_passage_is_shown_even_when_it_is_estimated_too_long() -> None:
    prompt = build_prompt(MODEL, "Why?", evidence(3, 9000), count_words)
    assert len(prompt.evidence) == 1 and prompt.dropped == 2
