"""Walking through passages, pages and finds; what is said of them; what may be opened outside."""

import msgspec
import pytest
from msgspec.structs import replace

from desktop_rag.domain.documents import Block, Unit, UnitPlace
from desktop_rag.domain.passages import Place, Span
from desktop_rag.domain.reading import SourceView
from desktop_rag.engine.calls import OpenSource
from desktop_rag.gui.outside import may_open
from desktop_rag.gui.source.found import Found
from desktop_rag.gui.source.marking import Mark, tour_marking
from desktop_rag.gui.source.navigation import Standing, document_blocks, standing_of
from desktop_rag.gui.source.outside import file_url, folder_url
from desktop_rag.gui.source.tour import tour_of
from desktop_rag.gui.source.wording import name_of, unit_words
from tests.fakes.sample import EVIDENCE, VIEWS

PAGE = VIEWS[0]


def place(start: int, page: int = 1, document: int = 1) -> Place:
    return Place(document, b"/x/a.pdf", "/x/a.pdf", "", "pdf", UnitPlace("page", page), start, start + 10)


def view(text: str, start: int = 0, clip: int = 0, units: int = 1, more: bool = False) -> SourceView:
    unit = Unit(UnitPlace("section", 1), start, text)
    return msgspec.structs.replace(PAGE, unit=unit, text=text, clip_start=clip, units=units, more=more)


def test_a_tour_follows_the_text_and_begins_at_the_passage_that_was_chosen() -> None:
    tour = tour_of(place(50), [place(90), place(50), place(10), place(30, document=2)])
    assert [spot.start for spot in tour.spots] == [10, 50, 90]
    assert tour.words == "Passage 2 of 3"
    assert tour.short == "2 of 3"
    forth, back = tour.moved(1), tour.moved(-1)
    assert forth is not None and forth.now.start == 90 and forth.moved(1) is None
    assert back is not None and back.now.start == 10 and back.moved(-1) is None


def test_a_passage_of_an_answer_is_walked_like_one_of_a_search() -> None:
    tour = tour_of(EVIDENCE[0], EVIDENCE)
    assert tour.words == "Passage 1 of 1"
    marked = tour_marking(tour, {}).by_unit[EVIDENCE[0].unit.number - 1]
    assert marked == [Mark(Span(EVIDENCE[0].start, EVIDENCE[0].end), "now")]


def test_only_passages_of_the_page_that_is_shown_are_marked_on_it() -> None:
    tour = tour_of(place(50, page=2), [place(10, page=1), place(90, page=2)])
    assert tour_marking(tour, {}).by_unit[1] == [Mark(Span(90, 100), "other"), Mark(Span(50, 60), "now")]


def test_pages_are_walked_by_their_index() -> None:
    standing = standing_of(PAGE, OpenSource(1, 20_100, 20_200))
    assert standing.index == 13
    assert standing.words == "Page 14 of 21"
    assert standing.before() == OpenSource(1, unit=12)
    assert standing.after() == OpenSource(1, unit=14)
    assert Standing(PAGE, 0).before() is None
    assert Standing(PAGE, 20).after() is None


def test_a_text_too_long_to_show_whole_is_walked_in_parts() -> None:
    standing = standing_of(
        view("x" * 60_000, start=0, clip=100_000, more=True), OpenSource(1, 130_000, 130_100)
    )
    assert standing.words == "Part of the text"
    assert standing.before() == OpenSource(1, 99_999, 99_999)
    assert standing.after() == OpenSource(1, 160_001, 160_001)
    whole = standing_of(view("x" * 60_000), OpenSource(1, 0, 0))
    assert whole.words == "" and whole.after() is None


def test_blocks_are_in_document_offsets_whichever_way_they_come() -> None:
    inside = Unit(UnitPlace("page", 2), 100, "Title\n\nText", (Block("heading", 1, 0, 5),))
    outside = replace(inside, blocks=(Block("heading", 1, 100, 105),))
    assert document_blocks(inside) == document_blocks(outside) == (Block("heading", 1, 100, 105),)


def test_finds_are_walked_round_and_begin_near_what_is_read() -> None:
    found = Found((Span(1, 2), Span(8, 9), Span(20, 21)), (0, 0, 5), more=True)
    assert found.words == "1 of 3+"
    assert found.moved(-1).now == (Span(20, 21), 5)
    assert found.moved(1).moved(1).moved(1).at == 0
    assert (found.near(0).at, found.near(1).at, found.near(9).at) == (0, 2, 0)
    assert Found().moved(1).near(3) == Found()


def test_nothing_found_is_said_only_when_it_is_known() -> None:
    assert Found().words == "Not here"
    assert Found(known=False).words == ""


@pytest.mark.parametrize("name", [b"a.pdf", b"a.DOCX", b"a.txt", b"a.md", b"a.html"])
def test_documents_may_be_opened_in_their_viewer(name: bytes) -> None:
    kind = {"txt": "text", "md": "markdown"}.get(name[2:].decode().lower(), name[2:].decode().lower())
    assert may_open(kind, b"/x/" + name)


@pytest.mark.parametrize(
    "name", [b"a.pdf.exe", b"a.desktop", b"a.sh", b"a", b"a.docm", b"a.lnk", b"a.py", b"a.url"]
)
def test_whatever_could_run_is_shown_in_its_folder_only(name: bytes) -> None:
    assert not may_open("pdf", b"/x/" + name)
    assert not may_open("text", b"/x/" + name)
    assert not may_open("sh", b"/x/a.txt")


def test_a_path_that_is_not_utf8_still_has_a_url() -> None:
    assert file_url("/x/ä b.pdf".encode()).toLocalFile() == "/x/ä b.pdf"
    assert file_url(b"/x/\xff.pdf").toEncoded().data() == b"file:///x/%FF.pdf"
    assert folder_url(b"/x/y/a.pdf").toLocalFile() == "/x/y"


def test_units_and_names_are_said_as_people_say_them() -> None:
    assert unit_words("section", 1, 1) == ""
    assert unit_words("section", 2, 3) == "Section 2 of 3"
    assert unit_words("sheet", 3, 6) == "Sheet 3 of 6"
    assert unit_words("page", 1204, 1204) == "Page 1,204 of 1,204"
    assert name_of("~/Thesis/C-415-11 Aziz.pdf") == "C-415-11 Aziz.pdf"
