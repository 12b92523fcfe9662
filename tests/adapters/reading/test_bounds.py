"""What would take minutes or fill the memory is read as it is written, or cut with a warning."""

from pathlib import Path

import pytest

from desktop_rag.adapters.reading import (
    calendar_lines,
    code,
    csv_table,
    html_bounds,
    json_lines,
    mail,
    mbox,
    text,
    xml_text,
)
from tests.adapters.reading.test_formats import blocks, read


def test_a_table_beyond_the_bound_goes_on_as_it_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(csv_table, "MAX_CELLS", 10)
    found, (table, rest) = read(tmp_path, "a.csv", "name,price\nlamp,20\n" + "a,b\n" * 50)
    assert table.unit.text.startswith("name | price\nname: lamp | price: 20\nname: a | price: b")
    assert rest.unit.place.number == 2 and rest.unit.text.startswith("a,b\na,b\n")
    assert table.unit.text.count("a |") + rest.unit.text.count("a,b") == 50 and found.warning is None


def test_empty_rows_count(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(csv_table, "MAX_CELLS", 10)
    _, parts = read(tmp_path, "a.csv", "\n" * 50 + "a,b\n")
    assert parts[-1].unit.text.strip() == "a,b"


def test_a_cell_without_end_leaves_what_came_before(tmp_path: Path) -> None:
    _, (table, rest, *_) = read(tmp_path, "a.csv", 'a,1\n"' + "x,y\n" * (csv_table.MAX_CELL // 4 + 9))
    assert table.unit.text == "a | 1" and rest.unit.text.startswith('"x,y\nx,y')


def test_a_line_of_millions_of_cells_is_divided(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(csv_table, "_MAX_LINE", 10)
    _, (part,) = read(tmp_path, "a.csv", "11,22,33,44,55,66,77\n")
    assert part.unit.text == "11 | 22 | 33 | 4\n4 | 55 | 66 | 77"


@pytest.mark.parametrize("data", ["[1]," * 30, '{"a":1},' * 30, "1," * 60])
def test_json_of_too_many_values_is_read_as_text(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, data: str
) -> None:
    monkeypatch.setattr(json_lines, "MAX_VALUES", 50)
    _, (part,) = read(tmp_path, "a.json", f"[{data}1]")
    assert part.unit.text == f"[{data}1]"


def test_json_lines_beyond_the_bound_go_on_as_they_are_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(json_lines, "MAX_VALUES", 25)
    _, (rows, rest) = read(tmp_path, "a.jsonl", '{"a": 1}\n' * 9)
    assert rows.unit.text == "a: 1\na: 1\na: 1" and rest.unit.text == '{"a": 1}\n' * 6


def test_a_calendar_beyond_the_bound_goes_on_as_it_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(calendar_lines, "MAX_LINES", 3)
    event = "BEGIN:VEVENT\nSUMMARY:Lunch\nEND:VEVENT\n"
    _, (part, rest) = read(tmp_path, "a.ics", event * 3)
    assert blocks(part) == [("heading", 1, "Lunch")] and rest.unit.text == event * 2


def test_a_paragraph_of_many_lines_is_given_in_groups(tmp_path: Path) -> None:
    _, (part,) = read(tmp_path, "a.txt", "  ten chars\n" * 1000 + "\n\n last ")
    texts = [text for _, _, text in blocks(part)]
    assert texts[0] == "\n".join(["  ten chars"] * 83) and texts[-1] == " last "
    assert sum(text.count("ten") for text in texts) == 1000


def html_blocks(folder: Path, page: str) -> list[tuple[str, int, str]]:
    _, (part,) = read(folder, "a.html", page)
    return blocks(part)


PAGE = "<h1>Head</h1><script>no('</p>')</script><p>one &amp; two</p><style>no</style><div>three</div>"


@pytest.mark.parametrize("bound", ["MAX_HTML", "MAX_TAGS", "MAX_DEPTHS"])
def test_html_that_the_parser_cannot_take_is_read_without_tags(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, bound: str
) -> None:
    assert html_blocks(tmp_path, PAGE)[0] == ("heading", 1, "Head")
    monkeypatch.setattr(html_bounds, bound, 1)
    assert html_blocks(tmp_path, PAGE) == [("paragraph", 0, text) for text in ("Head", "one & two", "three")]


def test_formatting_that_is_copied_to_all_that_follows_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(html_bounds, "MAX_COPIES", 100)
    assert not html_bounds.parseable("".join(f"<p><b id={n}>a" for n in range(20)))
    assert html_bounds.parseable("".join(f"<p><b id={n}>a</b>" for n in range(200)))
    # Of the same elements the parser copies three.
    assert html_bounds.parseable("<p><b>a" * 30)


def test_very_long_lists_of_choices_are_paragraphs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(html_bounds, "MAX_OPTIONS", 3)
    found = html_blocks(tmp_path, "<select>" + "<option>a" * 9)
    assert found == [("paragraph", 0, "a")] * 9


def test_markup_of_millions_of_lines_is_read_as_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(text, "MAX_MARKUP_LINES", 5)
    for name, line in (("a.md", "# a"), ("a.rst", "a\n="), ("a.org", "* a"), ("a.tex", "\\section{a}")):
        _, (part,) = read(tmp_path, name, f"{line}\n" * 9)
        assert {kind for kind, _, _ in blocks(part)} == {"paragraph"}


def test_a_mail_of_millions_of_lines_is_cut(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mail, "MAX_LINES", 4)
    found, (part,) = read(tmp_path, "a.eml", "From: a@b.c\nSubject: x\n\none\ntwo\n")
    assert (
        part.unit.text.endswith("\n\none") and found.warning is not None and found.warning.code == "text-cut"
    )


@pytest.mark.parametrize("name", ["a.py", "a.srt"])
def test_code_and_subtitles_of_millions_of_lines_are_text(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setattr(code, "MAX_LINES", 3)
    monkeypatch.setattr(text, "MAX_MARKUP_LINES", 3)
    _, (part,) = read(tmp_path, name, "def a():\n    b\n" * 3)
    assert {kind for kind, _, _ in blocks(part)} == {"paragraph"}


def test_tags_of_millions_of_attributes_are_not_parsed(monkeypatch: pytest.MonkeyPatch) -> None:
    page = f"<a {' '.join(f'b{n}=c' for n in range(900))}>words</a>"
    assert html_bounds.parseable(page)
    monkeypatch.setattr(html_bounds, "MAX_PAIRS", 100_000)
    assert not html_bounds.parseable(page)
    assert html_bounds.parseable(f"<img src='data:{'A' * 9000}'>")


def test_xml_of_millions_of_elements_is_read_without_its_tags(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(xml_text, "MAX_TAGS", 10)
    _, (part,) = read(tmp_path, "a.xml", "<a>" + "<b>x</b>" * 9 + "</a>")
    assert part.unit.text.split() == ["x"] * 9
    assert {kind for kind, _, _ in blocks(part)} == {"paragraph"}


def test_a_box_of_endless_letters_is_cut(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mbox, "MAX_MESSAGES", 2)
    found, parts = read(tmp_path, "a.mbox", "From a@b Sat Jan  3 01:05:34 1996\nSubject: a\n\nb\n\n" * 5)
    assert len(parts) == 2 and found.warning is not None and found.warning.code == "text-cut"
