"""Passages: exact, in order, complete, and cut where people would cut."""

import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop_rag.domain.documents import Block
from desktop_rag.indexing import chunk as chunking
from desktop_rag.indexing.chunk import BUDGET, chunk, estimate_tokens

PIECES = st.sampled_from(
    ["word ", "A sentence ends. ", "\n", "\n\n", " ", "\t", "x" * 300, "文字" * 90, "。", "हिन्दी ", "e\u0301",
     "👩\u200d👧", "🇩🇪", "\r\n", "Name | 12.50 | 3\n", "!", "\u200b", "\ufffd", "각"]
)  # fmt: skip
TEXTS = st.lists(PIECES, max_size=120).map("".join)


def paragraphs(*texts: str) -> str:
    return "\n\n".join(texts)


@settings(max_examples=150, deadline=None)
@given(TEXTS, st.lists(st.tuples(st.integers(0, 4000), st.booleans()), max_size=8))
def test_passages_are_in_order_and_hold_every_character_but_spaces(
    text: str, marks: list[tuple[int, bool]]
) -> None:
    blocks = [Block("heading" if h else "paragraph", 1, at, at + 1) for at, h in marks if at < len(text)]
    reached = 0
    for passage in chunk(text, blocks):
        assert reached <= passage.start < passage.end <= len(text)
        assert not text[reached : passage.start].strip()
        assert not text[passage.start].isspace() and not text[passage.end - 1].isspace()
        reached = passage.end
    assert not text[reached:].strip()


@settings(max_examples=150, deadline=None)
@given(TEXTS)
def test_no_passage_is_over_the_budget_or_cuts_a_grapheme(text: str) -> None:
    for passage in chunk(text, ()):
        assert estimate_tokens(text[passage.start : passage.end]) <= BUDGET + 3
        if passage.end < len(text):
            assert text[passage.end] not in "\u0301\u200d"
            assert text[passage.end - 1] != "\u200d"


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=400))
def test_the_estimate_of_mixed_text_is_the_sum_of_its_characters(text: str) -> None:
    alone = sum(estimate_tokens(character * 20) for character in text)
    assert abs(20 * estimate_tokens(text) - alone) <= 20 + len(text)


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("The quick brown fox jumps over the lazy dog. " * 30, 200, 270),
        ("1,203.50 | 17 | 2024-05-01 | A-113 | " * 30, 380, 560),
        ("数据库中的每一个文档都有自己的标题和作者。" * 50, 900, 1150),
        ("हिन्दी भाषा में लिखा हुआ पाठ यहाँ है " * 30, 400, 620),
    ],
)
def test_tokens_are_estimated_by_the_kind_of_writing(text: str, low: int, high: int) -> None:
    assert low < 1000 * estimate_tokens(text) / len(text) < high


def test_paragraphs_are_kept_together() -> None:
    paragraph = "This paragraph says one thing and says it well. " * 8
    text = paragraphs(*[paragraph.strip()] * 6)
    cut = [text[p.start : p.end] for p in chunk(text, ())]
    assert all(part.startswith("This paragraph") and part.endswith("well.") for part in cut)
    assert all(part.count("\n\n") <= 2 for part in cut)


def test_wrapped_lines_do_not_break_sentences() -> None:
    text = (
        "A long sentence that was wrapped\nat some width goes on for a while\nand then it ends here. " * 20
    ).strip()
    assert all(text[p.end - 1] == "." for p in chunk(text, ()))


def test_a_heading_begins_a_new_passage_and_gives_its_path() -> None:
    body = "There is enough text under this heading to stand alone, word after word after word. " * 3
    text = ""
    blocks: list[Block] = []
    for level, title in ((1, "Guide"), (2, "Install"), (3, "Linux"), (2, "Use")):
        blocks.append(Block("heading", level, len(text), len(text) + len(title)))
        text += title + "\n\n" + body + "\n\n"
    passages = chunk(text, blocks)
    assert [p.heading for p in passages] == [
        ("Guide",), ("Guide", "Install"), ("Guide", "Install", "Linux"), ("Guide", "Use"),
    ]  # fmt: skip
    assert [text[p.start : p.end].split("\n")[0] for p in passages] == ["Guide", "Install", "Linux", "Use"]


def test_the_path_of_a_passage_with_several_tiny_sections_is_what_they_share() -> None:
    text = "Doc\n\nA\n\nshort\n\nB\n\nshort too"
    blocks = [Block("heading", 1, 0, 3), Block("heading", 2, 5, 6), Block("heading", 2, 15, 16)]
    assert [p.heading for p in chunk(text, blocks)] == [("Doc",)]


def test_headings_above_the_unit_stand_in_the_path() -> None:
    text = "It goes on.\n\nNext\n\nAnd more."
    blocks = [Block("heading", 2, 13, 17)]
    above = ((1, "Part"), (2, "Chapter"))
    assert [p.heading for p in chunk(text, blocks, above)] == [("Part",)]
    assert [p.heading for p in chunk("It goes on.", (), above)] == [("Part", "Chapter")]


def test_rows_of_a_table_are_not_cut() -> None:
    row = "Product: Lamp number 17 | Price: 12.50 | Stock: 3"
    text = "\n".join([row] * 60)
    blocks = [Block("row", 0, i * (len(row) + 1), i * (len(row) + 1) + len(row)) for i in range(60)]
    cut = [text[p.start : p.end] for p in chunk(text, blocks)]
    assert len(cut) >= 4 and all(part.startswith("Product") and part.endswith("3") for part in cut)


def test_chunking_does_not_import_numpy() -> None:
    code = (
        "import sys; from desktop_rag.indexing.chunk import chunk; "
        "chunk('a' * 9, ()); sys.exit('numpy' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@settings(max_examples=150, deadline=None)
@given(TEXTS)
def test_how_much_is_looked_at_at_once_changes_no_passage(text: str) -> None:
    text += "Many long lines follow one another here. \n" * 400
    whole = chunk(text, [])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(chunking, "_SUMMED", chunking.MAX_CHARACTERS)
        patch.setattr(chunking, "_LOOKED", 100_000)
        assert chunk(text, []) == whole


@given(st.text("ab.A \t\n1:", max_size=80))
def test_line_ends_are_counted_alike_in_both_ways(text: str) -> None:
    for pattern in (chunking._SINGLE_BREAK, chunking._WRAPPED):
        assert chunking._count_at_ends(pattern, text) == chunking._count(pattern, text)
