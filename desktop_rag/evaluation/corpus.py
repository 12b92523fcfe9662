"""Judged collections: documents, queries and judgements, as the lines of their files."""

from collections.abc import Iterable
from typing import TypeVar

import msgspec

from desktop_rag.domain.errors import BadRequest
from desktop_rag.domain.reports import CorpusDocument, JudgedQuery

T = TypeVar("T")


class _Line(msgspec.Struct):
    """A line of a corpus; BEIR leaves the title out where there is none."""

    id: str
    text: str
    title: str = ""


_documents = msgspec.json.Decoder(_Line)
_queries = msgspec.json.Decoder(JudgedQuery)


def documents(lines: Iterable[bytes]) -> tuple[CorpusDocument, ...]:
    """One JSON object a line: id, title, text. Raises `BadRequest` with the number of a bad line."""
    found = [_decoded(_documents, number, line) for number, line in _filled(lines)]
    return tuple(CorpusDocument(line.id, line.title, line.text) for line in found)


def queries(lines: Iterable[bytes]) -> tuple[JudgedQuery, ...]:
    """One JSON object a line: id, text, and where known doc_id and spans. Raises `BadRequest`."""
    return tuple(_decoded(_queries, number, line) for number, line in _filled(lines))


def relevance(lines: Iterable[bytes]) -> dict[str, dict[str, int]]:
    """Query, document, grade, divided by tabs; TREC's four columns and a header are taken too.

    Raises `BadRequest` with the number of a bad line.
    """
    grades: dict[str, dict[str, int]] = {}
    for number, line in _filled(lines):
        columns = line.decode("utf-8", "replace").split("\t" if b"\t" in line else None)
        try:
            query, document, grade = columns[0], columns[-2], int(columns[-1])
        except (IndexError, ValueError) as error:
            if number == 1:
                continue
            raise BadRequest(what=f"line {number} of the judgements") from error
        grades.setdefault(query.strip(), {})[document.strip()] = grade
    return grades


def _filled(lines: Iterable[bytes]) -> Iterable[tuple[int, bytes]]:
    return ((number, line) for number, line in enumerate(lines, 1) if line.strip())


def _decoded(decoder: "msgspec.json.Decoder[T]", number: int, line: bytes) -> T:
    try:
        return decoder.decode(line)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise BadRequest(what=f"line {number} of the collection") from error
