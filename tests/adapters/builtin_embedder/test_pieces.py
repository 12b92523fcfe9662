"""Tokenised word by word: the same ids as the model's own tokenizer gives for the whole text."""

import random

import pytest
from tokenizers import Tokenizer

from desktop_rag.adapters.builtin_embedder import pieces as module
from desktop_rag.adapters.builtin_embedder.model import token_files
from desktop_rag.adapters.builtin_embedder.pieces import Pieces

TEXTS = [
    "",
    " ",
    "  two blanks before",
    "one  two   three ",
    "\n",
    "a line\n\nanother\t\twith tabs",
    "a blank \u2581 of its own\u2581\u2581",
    "<s>marks</s> of the <unk>tokenizer<s",
    "駱駝と日本語のテキスト。 ไทย",
    "e\u0301 naïve — \u201cquoted\u201d 😀👩\u200d👩\u200d👧",
    "no\u00a0break\u3000wide\r\nreturn",
    "\x00\x01\x7f",
    "x" * 500,
    "The vicuña is one of the two wild South American camelids.",
]


@pytest.fixture(scope="module")
def own() -> Tokenizer:
    return Tokenizer.from_file(str(token_files()[0]))


def ids_of(tokenizer: Tokenizer, texts: list[str]) -> list[list[int]]:
    return [tokenizer.encode(text, add_special_tokens=False).ids for text in texts]


class Fresh:
    """Pieces that remember nothing yet; their ids as lists."""

    def __init__(self) -> None:
        self._pieces = Pieces(Tokenizer.from_file(str(token_files()[0])))

    def ids(self, texts: list[str]) -> list[list[int]]:
        return [ids.tolist() for ids in self._pieces.ids(texts)]


def test_every_text_has_the_ids_of_the_models_own_tokenizer(own: Tokenizer) -> None:
    tokens = Fresh()
    assert tokens.ids(TEXTS) == ids_of(own, TEXTS)
    assert tokens.ids(TEXTS[::-1]) == ids_of(own, TEXTS[::-1]), "what is remembered is the same"


def test_any_mixture_of_characters_has_them_too(own: Tokenizer) -> None:
    chance = random.Random(1)
    letters = "ab \n\t\u2581é駱<s>/unk😀,.-1'"
    texts = ["".join(chance.choices(letters, k=chance.randrange(40))) for _ in range(3000)]
    assert Fresh().ids(texts) == ids_of(own, texts)


def test_no_token_reaches_over_the_places_where_texts_are_split(own: Tokenizer) -> None:
    for token in own.get_vocab():
        assert module.BLANK not in token.lstrip(module.BLANK)
        assert "\n" not in token and "\t" not in token


def test_more_words_than_are_remembered_are_still_right(
    own: Tokenizer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "REMEMBERED", 20)
    texts = [" ".join(f"word{number}" for number in range(start, start + 30)) for start in range(0, 90, 10)]
    tokens = Fresh()
    assert tokens.ids(texts) == ids_of(own, texts)
    assert [tokens.ids([text])[0] for text in texts] == ids_of(own, texts)


def test_a_text_with_a_mark_does_not_make_the_texts_beside_it_forget(
    own: Tokenizer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "REMEMBERED", 20)
    words = [" ".join(f"word{number}" for number in range(start, start + 30)) for start in (0, 40)]
    texts = [words[0], f"<s>{words[1]}</s> {'long' * 20} ", f"{words[0]} {words[1]} {'long' * 20}"]
    assert Fresh().ids(texts) == ids_of(own, texts)
