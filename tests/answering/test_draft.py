"""A draft keeps an answer whole, whatever happens to the reply."""

from desktop_rag.answering.draft import Draft
from desktop_rag.domain.models import ChatPiece


def test_an_answer_that_was_cut_at_its_greatest_length_says_so() -> None:
    draft = Draft("query")
    draft.take(ChatPiece(text="Llamas are"))
    draft.take(ChatPiece(done=True, reason="length", prompt_tokens=12))
    answer = draft.answer()
    assert (answer.state, answer.text) == ("complete", "Llamas are")
    assert answer.reason is not None
    assert answer.reason.code == "answer-cut"


def test_an_answer_that_ends_by_itself_has_no_reason() -> None:
    draft = Draft("query")
    draft.take(ChatPiece(text="Llamas are camelids."))
    draft.take(ChatPiece(done=True, reason="stop"))
    assert draft.answer().reason is None
