"""The words for people: a title, an explanation and a remedy for every code, in English.

The window translates by code; the command line prints the English. Arguments fill `{name}` places.
"""

from msgspec import Struct

from desktop_rag.domain.errors import Failure


class Words(Struct, frozen=True):
    """What happened, why, and what to do next."""

    title: str
    explanation: str
    remedy: str


WORDS: dict[str, Words] = {
    "internal": Words(
        "Something went wrong in Desktop RAG",
        "This is a defect of the program ({kind}); your documents are not affected.",
        "Try again. If it happens again, copy the details and report them.",
    ),
}


class _Gaps(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return "?"


def words_for(failure: Failure) -> Words:
    """The three sentences of a failure or a warning; a code without words gets those of a defect."""
    words = WORDS.get(failure.code) or WORDS["internal"]
    filled = _Gaps({"kind": failure.code, **failure.arguments})
    return Words(
        words.title.format_map(filled), words.explanation.format_map(filled), words.remedy.format_map(filled)
    )
