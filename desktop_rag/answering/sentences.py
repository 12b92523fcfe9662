"""Where sentences begin and end, and which citations stand in them."""

import re

from desktop_rag.domain.answers import Sentence
from desktop_rag.domain.passages import Span

CITATION = re.compile(r"[ \t]{0,8}\[(\d{1,3})\]")
# A sentence ends at its sign, with quotes and citations after it, at a CJK sign, or at an empty line.
END = re.compile(
    r"""(?<![.!?…])[.!?…]+["'”’»)\]]*(?:[ \t]{0,8}\[\d{1,3}\])*(?=\s|$)"""
    r"""|[。！？]["”』」]*(?:\[\d{1,3}\])*"""
    r"""|\n\s*\n"""
)
# "Dr. Smith", "e.g. this", "A. Smith", and "1." at the head of a list item end no sentence.
ABBREVIATED = re.compile(
    r"(?:^|[\s(])(?:[A-Za-z]|\d{1,2}|[A-Za-z]\.[A-Za-z]|Dr|Mr|Mrs|Ms|Prof|St|vs|No|Nr|Fig|al|ca|cf|etc|approx)\.$"
)
LONGEST = 12


def sentence_spans(text: str) -> list[Span]:
    """Spans of the sentences, without the white space around them."""
    spans: list[Span] = []
    start = 0
    for match in END.finditer(text):
        if match[0] == "." and ABBREVIATED.search(text[max(start, match.end() - LONGEST) : match.end()]):
            continue
        _add(spans, text, start, match.end())
        start = match.end()
    _add(spans, text, start, len(text))
    return spans


def _add(spans: list[Span], text: str, start: int, end: int) -> None:
    piece = text[start:end]
    left = len(piece) - len(piece.lstrip())
    if piece.strip():
        spans.append(Span(start + left, start + len(piece.rstrip())))


def sentences_of(answer: str) -> tuple[Sentence, ...]:
    """The sentences of an answer, each with the numbers it cites and without their brackets."""
    found = []
    for span in sentence_spans(answer):
        text = answer[span.start : span.end]
        numbers = tuple(dict.fromkeys(int(number) for number in CITATION.findall(text)))
        bare = CITATION.sub("", text).strip()
        if bare:
            found.append(Sentence(text=bare, citations=numbers))
    return tuple(found)
