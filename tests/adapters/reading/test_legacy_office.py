"""What is read of Word and PowerPoint files as they were before 2007."""

import struct
from pathlib import Path

import pytest

from desktop_rag.adapters.reading import doc as word_files
from desktop_rag.adapters.reading import ppt_records
from desktop_rag.domain.errors import Corrupt, Failure, NoText, PasswordNeeded, Unsafe
from tests.adapters.reading.making_legacy import (
    IN_TABLE,
    ITEM,
    ROW_END,
    box,
    doc,
    group,
    ppt,
    record,
    table,
    word_six,
)
from tests.adapters.reading.making_ole import ole
from tests.adapters.reading.test_formats import blocks, read

SUMMARY = (
    bytes(44) + struct.pack("<I", 48) + struct.pack("<II", 99, 2) + struct.pack("<IIII", 2, 24, 4, 48)
    + struct.pack("<II", 0x1E, 9) + "Titel – ä".encode("cp1252") + bytes(7)
    + struct.pack("<II", 0x1E, 4) + b"Ann\0"
)  # fmt: skip


def test_headings_items_and_rows_of_a_word_file(tmp_path: Path) -> None:
    data = doc(
        [
            ("The title\r", 3, b""),
            ("One\r", 1, b""),
            ("Plain – words.\r", 0, b""),
            ("first item\r", 0, ITEM),
            ("Name\x07", 0, IN_TABLE),
            ("two\r", 0, IN_TABLE),
            ("lines\x07", 0, IN_TABLE),
            ("\x07", 0, IN_TABLE),
            ("\x07", 0, ROW_END),
            ("\x07", 0, IN_TABLE),
            ("lamp\x07", 0, IN_TABLE),
            ("\x07", 0, ROW_END),
            ("Made from two\r", 4, b""),
        ]
    )
    found, (part,) = read(tmp_path, "a.doc", data)
    assert (found.kind, found.title) == ("doc", "The title")
    assert blocks(part) == [
        ("heading", 1, "The title"),
        ("heading", 1, "One"),
        ("paragraph", 0, "Plain – words."),
        ("item", 2, "first item"),
        ("row", 0, "Name | two lines"),
        ("row", 0, "| lamp"),
        ("heading", 2, "Made from two"),
    ]


def test_notes_of_a_word_file_come_after_it_and_headers_and_footers_once(tmp_path: Path) -> None:
    heads = ["even\r", "Report\r", "foot\r", "foot\r", "Report\r", "- 7 -\r"]
    data = doc([("Body.\r", 0, b"")], footnotes="\x02 A note.\r", headers=heads, wide=False)
    _, (part,) = read(tmp_path, "a.doc", data)
    assert part.unit.text == "even\n\nReport\n\nBody.\n\nA note.\n\nfoot"


def test_fields_show_their_results_and_controls_nothing(tmp_path: Path) -> None:
    text = "See \x13 LINK \\l \x13 REF a \x14inner\x15 \x14the lamp\x15\x01 at 20\x1e30\x1f\xa0%.\x0bEnd\r"
    _, (part,) = read(tmp_path, "a", doc([(text, 0, b"")]))
    assert part.unit.text == "See the lamp at 20-30 %.\nEnd"


def test_a_field_without_an_end_does_not_take_the_rest(tmp_path: Path) -> None:
    _, (part,) = read(tmp_path, "a.doc", doc([("\x13 TOC\r", 0, b""), ("words\r", 0, b"")]))
    assert part.unit.text == "words"


def test_letters_of_two_units_do_not_shift_what_follows(tmp_path: Path) -> None:
    data = doc([("\U0001f600\r", 0, b""), ("Head\r", 1, b""), ("text\r", 0, b"")])
    _, (part,) = read(tmp_path, "a.doc", data)
    assert [kind for kind, _, _ in blocks(part)] == ["paragraph", "heading", "paragraph"]


@pytest.mark.parametrize(
    ("encoding", "language", "text"),
    [("cp1251", 0x0419, "Привет, мир"), ("cp1250", 0x0415, "Łódź"), ("cp1252", 0x0407, "Größe"),
     ("cp932", 0x0411, "日本語")],
)  # fmt: skip
def test_word_6_is_read_in_the_code_page_of_its_language(
    tmp_path: Path, encoding: str, language: int, text: str
) -> None:
    data = ole({"WordDocument": word_six(text + "\rmore", encoding, language)})
    _, (part,) = read(tmp_path, "a.doc", data)
    assert [shown for _, _, shown in blocks(part)] == [text, "more"]


def test_word_2_has_no_container(tmp_path: Path) -> None:
    data = word_six("Old words\rof Word 2", "cp1252", 0x0409, version=45, identity=0xA5DB)
    found, (part,) = read(tmp_path, "a.doc", data)
    assert found.kind == "doc" and part.unit.text == "Old words\n\nof Word 2"


def test_title_and_author_of_the_summary_are_kept(tmp_path: Path) -> None:
    data = ole({"WordDocument": word_six("Words", "cp1252", 0x0409), "\x05SummaryInformation": SUMMARY})
    found, _ = read(tmp_path, "a.doc", data)
    assert (found.title, found.author) == ("Titel – ä", "Ann")


def test_locked_word_and_powerpoint_files_need_a_password(tmp_path: Path) -> None:
    with pytest.raises(PasswordNeeded):
        read(tmp_path, "a.doc", doc([("Secret\r", 0, b"")], flags=0x0300))
    with pytest.raises(PasswordNeeded):
        read(tmp_path, "a.ppt", ppt([[box(0, "Secret")]], session=7))


def test_broken_word_files_have_typed_outcomes(tmp_path: Path) -> None:
    whole = doc([("Words\r", 0, b"")])
    for cut in (600, 1500):
        with pytest.raises(Corrupt):
            read(tmp_path, "a.doc", whole[:cut])
    with pytest.raises(NoText):
        read(tmp_path, "a.doc", doc([("\r", 0, b"")]))


def test_a_word_file_of_endless_paragraphs_is_cut(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(word_files, "MAX_PARAGRAPHS", 3)
    found, (part,) = read(tmp_path, "a.doc", doc([("a\r", 0, b"")] * 9))
    assert part.unit.text == "a\n\na\n\na" and found.warning == Failure("text-cut", {"characters": "8"})


def test_slides_stand_in_the_order_of_the_presentation(tmp_path: Path) -> None:
    data = ppt([[box(0, "First"), box(1, "one\rtwo\x0bthree")], [box(1, "words"), box(0, "Second")]])
    found, parts = read(tmp_path, "a.ppt", data)
    assert (found.kind, found.title) == ("ppt", "First")
    assert [(part.unit.place.kind, part.unit.place.number, part.unit.place.label) for part in parts] == [
        ("slide", 1, "First"),
        ("slide", 2, "Second"),
    ]
    assert blocks(parts[0]) == [
        ("heading", 1, "First"),
        ("paragraph", 0, "one"),
        ("paragraph", 0, "two"),
        ("paragraph", 0, "three"),
    ]
    assert parts[1].unit.text == "Second\n\nwords"


def test_texts_of_the_outline_stand_in_their_places_once(tmp_path: Path) -> None:
    reference = record(0x0F9E, struct.pack("<I", 1))
    shape = record(0xF004, record(0xF00D, reference, container=True), container=True)
    data = ppt([[shape, box(4, "aside")]], outlines=[[(0, "Über"), (1, "body")]])
    _, (part,) = read(tmp_path, "a.ppt", data)
    assert part.unit.text == "Über\n\nbody\n\naside"


def test_tables_of_slides_are_rows_and_notes_follow(tmp_path: Path) -> None:
    footer = box(4, "page foot", record(0x0BC3, struct.pack("<IBBH", 0, 9, 0, 0)))
    data = ppt([[table([["Name", "Price"], ["lamp", "20"]]), footer]], notes=["Say hello."])
    _, (part,) = read(tmp_path, "a.ppt", data)
    assert blocks(part) == [
        ("row", 0, "Name | Price"),
        ("row", 0, "lamp | 20"),
        ("paragraph", 0, "Say hello."),
    ]


def test_a_presentation_without_its_list_keeps_its_texts(tmp_path: Path) -> None:
    data = record(0x03EE, group(box(1, "lost and found")), container=True)
    _, (part,) = read(tmp_path, "a.ppt", ole({"PowerPoint Document": data}))
    assert part.unit.text == "lost and found"


def test_broken_presentations_have_typed_outcomes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(Corrupt):
        read(tmp_path, "a.ppt", ole({"PowerPoint Document": b"\0" * 900}))
    with pytest.raises(NoText):
        read(tmp_path, "a.ppt", ppt([[]]))
    monkeypatch.setattr(ppt_records, "MAX_RECORDS", 5)
    with pytest.raises(Unsafe):
        read(tmp_path, "a.ppt", ppt([[box(1, "words")] * 9]))
