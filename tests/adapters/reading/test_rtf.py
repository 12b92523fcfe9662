"""What is read of RTF."""

from pathlib import Path

import pytest

from desktop_rag.adapters.reading import rtf_groups
from desktop_rag.domain.errors import Failure, NoText, Unsafe
from tests.adapters.reading.test_formats import blocks, read

FONTS = rb"{\fonttbl{\f0\fcharset0 Arial;}{\f1\fcharset204{\*\x 02}Cyr;}{\f2\fcharset128 MS Mincho;}}"


def shown(folder: Path, body: bytes, name: str = "a.rtf") -> list[tuple[str, int, str]]:
    _, (part,) = read(folder, name, rb"{\rtf1\ansi\ansicpg1252\deff0" + FONTS + body + b"}")
    return blocks(part)


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (rb"Gr\'f6\'dfe \u8364?20 \{a\}\~b\_c\-d\\", "Größe €20 {a} b-cd\\"),
        (rb"\f1 \'cf\'f0\'e8\'e2\'e5\'f2{\f0  \'e4}", "Привет ä"),
        (rb"\f2 \'93\'fa\'96\'7b\'8c\'ea \'83A", "日本語 ア"),
        (rb"\uc2\u26085\'93\'fa\u26412\'96\'7b {\uc0\u233} \u-4051?a", "日本 é \uf02d"),
        (rb"\u-10179?\u-8704?", "\U0001f600"),
        (b"caf\xe9\r\n bar", "café bar"),
        (rb"one\line two\tab 3", "one\ntwo\t3"),
        (rb"{\field{\*\fldinst HYPERLINK x}{\fldrslt the lamp}} on", "the lamp on"),
        (rb"a{\*\unknown no {deep} \'7d}{\pict\bin4 }}{{ 0102}b{\*\bkmkstart x}c", "abc"),
        (rb"a{\deleted no}b{\xe{index}}c{\object{\*\objdata 0102}{\result d}}", "abcd"),
        (rb"a\bin3 }}}b", "ab"),
    ],
)
def test_text_of_rtf(tmp_path: Path, body: bytes, text: str) -> None:
    assert [part for _, _, part in shown(tmp_path, body)] == [text]


def test_headings_items_and_rows_of_rtf(tmp_path: Path) -> None:
    body = (
        rb"{\stylesheet{\s0 Normal;}{\s3\f0 heading 2;}{\s4\outlinelevel0 Chapter;}}"
        rb"{\info{\title A title}{\author Ann}{\creatim\yr2024\mo5\dy1\hr8}{\company No}}"
        rb"{\header Running\par}\pard\s4 One\par\pard\s3 Two\par\pard Text{\footnote{\super 1} A note.}.\par"
        rb"{\listtext\'b7\tab}\pard\ls1\ilvl1 bullet\par\pard{\pntext 3.\tab}\ls1 third\par"
        rb"\pard\intbl a\par b\cell c\cell\row\trowd\intbl\cell d\cell\cell\row\pard\outlinelevel2 End\par"
        rb"{\shp{\*\shpinst{\sp{\sn x}{\sv no}}{\shptxt In a box\par}}{\shprslt{\*\do{\dptxbxtext No}}}}"
        rb"{\header Running\par}"
    )
    data = rb"{\rtf1\ansi" + body + b"}"
    found, (part,) = read(tmp_path, "a.rtf", data)
    assert (found.kind, found.title, found.author) == ("rtf", "A title", "Ann")
    assert found.date_ns == 1714550400 * 10**9
    assert blocks(part) == [
        ("paragraph", 0, "Running"),
        ("heading", 1, "One"),
        ("heading", 2, "Two"),
        ("paragraph", 0, "Text."),
        ("item", 2, "bullet"),
        ("item", 1, "3. third"),
        ("row", 0, "a b | c"),
        ("row", 0, "| d"),
        ("heading", 3, "End"),
        ("paragraph", 0, "1 A note."),
        ("paragraph", 0, "In a box"),
    ]


def test_rtf_under_the_name_of_a_word_file_is_rtf(tmp_path: Path) -> None:
    found, _ = read(tmp_path, "a.doc", rb"{\rtf1 words}")
    assert found.kind == "rtf"


def test_broken_rtf_keeps_what_it_holds(tmp_path: Path) -> None:
    assert shown(tmp_path, rb"one\par two {\b three\par") == [
        ("paragraph", 0, "one"),
        ("paragraph", 0, "two three"),
    ]
    assert shown(tmp_path, rb"one} after") == [("paragraph", 0, "one")]
    with pytest.raises(NoText):
        read(tmp_path, "a.rtf", rb"{\rtf1{\pict 0102}}")


def test_hostile_rtf_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(Unsafe):
        read(tmp_path, "a.rtf", rb"{\rtf1" + b"{" * 10_000)
    monkeypatch.setattr(rtf_groups, "MAX_TOKENS", 100)
    found, (part,) = read(tmp_path, "b.rtf", rb"{\rtf1 " + rb"a\par " * 900)
    assert found.warning == Failure("text-cut", {"characters": str(len(part.unit.text) + 1)})
    assert 40 <= part.unit.text.count("a") <= 60
    with pytest.raises(NoText):
        read(tmp_path, "c.rtf", rb"{\rtf1{\*\x " + b"{}" * 900)
