"""What is read of tables as text and of JSON."""

import json
from pathlib import Path

import pytest

from desktop_rag.adapters.reading import json_lines
from desktop_rag.adapters.reading.sections import in_sections
from desktop_rag.domain.errors import Failure
from tests.adapters.reading.test_formats import blocks, read


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_rows_of_a_table_say_what_their_cells_are(tmp_path: Path, delimiter: str) -> None:
    rows = [["Name", "Price"], ['"Lamp, red; new"', "1.5"], ["Chair", ""], ["Desk", "9", "sale"]]
    found, (part,) = read(tmp_path, "a.csv", "\n".join(delimiter.join(row) for row in rows))
    assert found.kind == "csv"
    assert [text for _, _, text in blocks(part)] == [
        "Name | Price", "Name: Lamp, red; new | Price: 1.5", "Name: Chair", "Name: Desk | Price: 9 | sale",
    ]  # fmt: skip


def test_a_title_may_stand_above_the_headers(tmp_path: Path) -> None:
    _, (part,) = read(tmp_path, "a.csv", "Cups,,\nTeam,Place,Cups\nBlues,STL,1\n".encode("utf-16"))
    assert part.unit.text == "Cups\nTeam | Place | Cups\nTeam: Blues | Place: STL | Cups: 1"


def test_numbers_are_no_headers(tmp_path: Path) -> None:
    _, (part,) = read(tmp_path, "a.tsv", "1\t2\nx\ty\n")
    assert part.unit.text == "1 | 2\nx | y"


def test_a_cell_keeps_its_lines_together(tmp_path: Path) -> None:
    _, (part,) = read(tmp_path, "a.csv", 'name,note\nLamp,"first\nsecond"\n')
    assert blocks(part)[1] == ("row", 0, "name: Lamp | note: first second")


def test_hostile_tables_are_read(tmp_path: Path) -> None:
    _, parts = read(tmp_path, "field.csv", 'a,b\n"' + "word " * 1_000_000)
    assert len(parts) > 4
    _, (part, *_) = read(tmp_path, "quotes.csv", '","' * 200_000)
    assert part.unit.text
    _, (part,) = read(tmp_path, "unclosed.csv", 'a,b\nc,"d\ne,f\n')
    assert part.unit.text == "a | b\na: c | b: d e,f"


def test_long_tables_come_in_numbered_sections() -> None:
    rows = (("row", 0, f"row {number}") for number in range(100))
    parts = list(in_sections(rows, 100))
    assert [part.place.number for part in parts] == list(range(1, len(parts) + 1))
    assert "\n".join(part.text for part in parts) == "\n".join(f"row {number}" for number in range(100))
    long = list(in_sections([("row", 0, "x " * 300), ("row", 0, "end")], 100))
    assert [part.place.number for part in long] == list(range(1, len(long) + 1))
    assert long[-1].text == "end"
    assert len(list(in_sections([]))) == 1


def test_the_lines_of_json_carry_their_path(tmp_path: Path) -> None:
    value = {
        "title": "Stock",
        "place": {"city": "Bern", "open": True, "none": None},
        "tags": ["a", "b"],
        "items": [
            {"name": "Lamp", "price": 1.50},
            {"name": "Chair", "made": {"year": 1999}},
            {"note": "x" * 900, "more": "y" * 900},
            {"deep": {"a": {"b": {"c": {"d": 1}}}}},
        ],
        "picture": "data:image/png;base64,AAAA",
        "long": "one\ntwo",
    }
    found, (part,) = read(tmp_path, "a.json", json.dumps(value))
    assert (found.kind, found.title) == ("json", "Stock")
    assert blocks(part) == [
        ("row", 0, "title: Stock"),
        ("row", 0, "tags: a, b"),
        ("paragraph", 0, "long: one\ntwo"),
        ("row", 0, "place.city: Bern"),
        ("row", 0, "place.open: true"),
        ("row", 0, "name: Lamp | price: 1.5"),
        ("row", 0, "name: Chair | made.year: 1999"),
        ("row", 0, "items.note: " + "x" * 900),
        ("row", 0, "items.more: " + "y" * 900),
        ("row", 0, "items.deep.a.b.c.d: 1"),
    ]


def test_json_lines_are_rows(tmp_path: Path) -> None:
    _, (part,) = read(tmp_path, "a.jsonl", '{"a": "x", "b": 2}\n\nbroken {\n["c"]\n' + "[" * 5000)
    assert [text for _, _, text in blocks(part)][:3] == ["a: x | b: 2", "broken {", "c"]


@pytest.mark.parametrize("text", ['{"a": "word",', "{'a': word}", "word", "\ufeff// word\n{}"])
def test_broken_json_is_read_as_text(tmp_path: Path, text: str) -> None:
    _, (part,) = read(tmp_path, "a.json", text)
    assert "word" in part.unit.text


@pytest.mark.parametrize("text", ['"word"', "12345", "[1, 2, [3]]", "1e999", "9" * 5000])
def test_json_need_not_be_an_object(tmp_path: Path, text: str) -> None:
    _, (part,) = read(tmp_path, "a.json", text)
    assert part.unit.text


def test_very_long_json_is_read_as_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_lines, "MAX_JSON", 10)
    _, (part,) = read(tmp_path, "a.json", '{"a": "some words"}')
    assert part.unit.text == '{"a": "some words"}'


def test_json_names_of_lone_surrogates_are_cleaned(tmp_path: Path) -> None:
    found, (part,) = read(tmp_path, "a.json", '{"title": "a\\ud800b"}')
    assert found.title == "a\ufffdb" and part.unit.text == "title: a\ufffdb"
    assert found.warning is None or isinstance(found.warning, Failure)
