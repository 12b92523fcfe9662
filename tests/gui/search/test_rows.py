"""Hits become rows: grouped by document, the first three of each, the rest on demand."""

from datetime import datetime

from msgspec.structs import replace
from PySide6.QtCore import QDate, QLocale
from PySide6.QtGui import QFontMetrics

from desktop_rag.domain.documents import UnitPlace
from desktop_rag.domain.passages import Coverage, Hit, Place, SearchResult, Span
from desktop_rag.gui.looks.fonts import font
from desktop_rag.gui.search.narrowing import Filter, families_of, folders_of
from desktop_rag.gui.search.result_delegate import path_within
from desktop_rag.gui.search.rows import (
    HeadRow,
    HitRow,
    MoreRow,
    headings,
    places_in_order,
    rows_of,
)
from desktop_rag.gui.search.wording import (
    counted,
    counts_line,
    coverage_line,
    date_of,
    family,
    reference,
    where,
    where_long,
)


def hit(number: int, document: int, name: str = "a.pdf", start: int = 0, folder: str = "Papers") -> Hit:
    place = Place(
        document,
        f"/x/{folder}/{name}".encode(),
        f"~/{folder}/{name}",
        "",
        name.rpartition(".")[2],
        UnitPlace("page", 7, "7"),
        start,
        start + 5,
        ("Methods", "Depth"),
    )
    return Hit(number, 1 / number, number, place, "water", "water", (Span(0, 5),))


def below(*heading: str) -> Place:
    return replace(hit(1, 1).place, heading=heading)


def test_documents_come_in_the_order_of_their_best_hit_and_hits_stand_below_theirs() -> None:
    rows = rows_of([hit(1, 5), hit(2, 3), hit(3, 5)], ())
    assert [type(row) for row in rows] == [HeadRow, HitRow, HitRow, HeadRow, HitRow]
    assert [row.hit.passage for row in rows if isinstance(row, HitRow)] == [1, 3, 2]
    assert [row.first for row in rows if isinstance(row, HeadRow)] == [True, False]


def test_of_five_hits_three_are_shown_and_a_line_says_how_many_more() -> None:
    rows = rows_of([hit(number, 1) for number in range(1, 6)], ())
    assert sum(isinstance(row, HitRow) for row in rows) == 3
    assert rows[-1] == MoreRow(1, 2)


def test_an_unfolded_document_shows_every_hit_and_can_be_folded_again() -> None:
    rows = rows_of([hit(number, 1) for number in range(1, 6)], {1})
    assert sum(isinstance(row, HitRow) for row in rows) == 5
    assert rows[-1] == MoreRow(1, 0)


def test_a_single_hit_is_never_folded_away() -> None:
    rows = rows_of([hit(number, 1) for number in range(1, 5)], ())
    assert [type(row) for row in rows] == [HeadRow] + [HitRow] * 4


def test_places_of_a_document_come_in_the_order_of_its_text() -> None:
    hits = [hit(1, 1, start=300), hit(2, 2, start=50), hit(3, 1, start=100)]
    assert [place.start for place in places_in_order(hits, 1)] == [100, 300]


def test_kinds_are_counted_as_a_person_thinks_of_them() -> None:
    hits = [hit(1, 1), hit(2, 2, "b.md"), hit(3, 3, "c.txt"), hit(4, 4, "d.zzz")]
    assert families_of(hits) == [("Notes", 2), ("PDF", 1), ("ZZZ", 1)]
    assert family("XLSX") == "Tables"


def test_a_filter_takes_hits_by_kind_and_by_folder() -> None:
    hits = [hit(1, 1), hit(2, 2, "b.md"), hit(3, 3, "c.md", folder="Notes")]
    assert [h.passage for h in hits if Filter("Notes").takes(h)] == [2, 3]
    assert [h.passage for h in hits if Filter("Notes", "~/Papers").takes(h)] == [2]
    assert folders_of(hits) == [("~/Notes", 1), ("~/Papers", 2)]


def test_a_hit_says_where_it_stands() -> None:
    assert where(UnitPlace("page", 7)) == "p. 7"
    assert where(UnitPlace("sheet", 3, "Plot C")) == "sheet 3"
    assert where(UnitPlace("section", 1)) == ""
    assert where(UnitPlace("section", 2)) == "part 2"
    assert where_long(hit(1, 1).place) == "page 7 › Methods › Depth"


def test_a_document_tells_its_date_where_it_is_known() -> None:
    place = hit(1, 1).place
    assert date_of(place) == ""
    noon = int(datetime(2023, 3, 14, 12).timestamp()) * 10**9
    assert date_of(replace(place, date_ns=noon)) == QLocale().toString(QDate(2023, 3, 14), "d MMM yyyy")


def test_a_copied_passage_carries_its_reference() -> None:
    assert reference(hit(1, 1)) == "a.pdf, page 7 › Methods › Depth:\n“water”"


def test_the_count_line_counts_what_is_shown_and_says_when_that_is_not_all() -> None:
    hits = (hit(1, 1), hit(2, 2))
    result = SearchResult("w", "hybrid", 0.0421, Coverage(2, 2, 2), hits, 2)
    assert counts_line(result, hits) == ("2 passages", " in 2 documents · 0.04 s")
    assert counts_line(result, hits[:1]) == ("1 passage", " in 1 document · 0.04 s")
    near_duplicates = SearchResult("w", "hybrid", 0.0421, Coverage(2, 2, 2), hits, 4)
    assert counts_line(near_duplicates, hits)[0] == "2 passages"
    fifty = tuple(hit(number, number) for number in range(1, 51))
    many = SearchResult("w", "hybrid", 0.0421, Coverage(50, 50, 50), fifty, 1204)
    assert counts_line(many, fifty)[0] == "Best 50 of 1,204 passages"
    assert counts_line(many, fifty[:47])[0] == "Best 47 of 1,204 passages"
    assert counts_line(many, fifty[:3], unfiltered=False)[0] == "3 passages"


def test_incomplete_coverage_is_said_and_complete_coverage_is_not() -> None:
    assert coverage_line(Coverage(244, 230, 200))[0] == "14 documents are not searched yet"
    assert coverage_line(Coverage(3, 2, 2))[0] == "1 document is not searched yet"
    assert coverage_line(Coverage(3, 3, 2))[0] == "1 document is searched by words only"
    assert coverage_line(Coverage(3, 3, 3)) == ("", "")
    assert counted(1204, "passage") == "1,204 passages"


def test_a_heading_is_said_once_for_hits_that_follow_one_another_below_it() -> None:
    hits = [hit(1, 1), hit(2, 1), replace(hit(3, 1), place=below("Results"))]
    rows = [row for row in rows_of(hits, ()) if isinstance(row, HitRow)]
    assert [row.heading for row in rows] == [("Methods", "Depth"), (), ("Results",)]


def test_a_heading_that_names_the_document_is_left_out() -> None:
    assert headings(below("A", "Depth")) == ("Depth",)
    assert headings(replace(below("Bogs", "Depth"), title="bogs")) == ("Depth",)
    assert headings(below(" ", "Two\nlines")) == ("Two lines",)
    assert headings(below("A")) == ()


def test_a_path_of_headings_loses_its_middle_first_and_keeps_the_innermost(qapp: object) -> None:
    metrics = QFontMetrics(font("small"))
    path = ("Results", "Water table", "Depth of it", "Summer")
    whole = " › ".join(path)
    assert path_within(path, metrics, metrics.horizontalAdvance(whole)) == whole
    shorter = metrics.horizontalAdvance("Results › … › Summer")
    assert path_within(path, metrics, shorter) == "Results › … › Summer"
    assert path_within(path, metrics, shorter - 1) == "… › Summer"
    assert metrics.horizontalAdvance(path_within(path, metrics, 40)) <= 40
