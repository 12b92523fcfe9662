"""Judged collections are decoded line by line, and a bad line is named."""

import pytest

from desktop_rag.domain.errors import BadRequest
from desktop_rag.domain.reports import CorpusDocument, JudgedQuery
from desktop_rag.evaluation.corpus import documents, queries, relevance


def test_documents_and_queries_are_one_object_a_line() -> None:
    lines = [b'{"id": "a", "title": "T", "text": "x\\u00e9", "more": 1}\n', b"\n", b'{"id": "b", "text": ""}']
    assert documents(lines) == (CorpusDocument("a", "T", "xé"), CorpusDocument("b", "", ""))
    assert queries([b'{"id": "q", "text": "?", "doc_id": "a", "spans": [[0, 2]], "answers": ["x"]}']) == (
        JudgedQuery("q", "?", "a", ((0, 2),)),
    )


def test_judgements_have_three_columns_or_four_and_perhaps_a_header() -> None:
    assert relevance([b"q1\td 1\t2\n", b"q1\td2\t0\n"]) == {"q1": {"d 1": 2, "d2": 0}}
    assert relevance([b"query-id\tcorpus-id\tscore\n", b"q1\td1\t1\r\n"]) == {"q1": {"d1": 1}}
    assert relevance([b"q1 0 d1 1"]) == {"q1": {"d1": 1}}


@pytest.mark.parametrize("line", [b"{", b"[]", b'{"id": 1, "text": "x"}', b'{"id": "a"}', b"\xff\xfe{}"])
def test_a_bad_line_is_named_by_its_number(line: bytes) -> None:
    for decode in (documents, queries):
        with pytest.raises(BadRequest) as raised:
            decode([b'{"id": "a", "text": "x"}', line])
        assert "line 2" in raised.value.arguments["what"]


@pytest.mark.parametrize("line", [b"q1\td1\tmuch", b"q1", b"q1\td1"])
def test_a_bad_judgement_is_named_by_its_number(line: bytes) -> None:
    with pytest.raises(BadRequest) as raised:
        relevance([b"q\td\t1", line])
    assert "line 2" in raised.value.arguments["what"]
