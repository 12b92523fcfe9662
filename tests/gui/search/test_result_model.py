"""The result list as Qt sees it keeps Qt's contract whatever comes in."""

import msgspec
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester

from desktop_rag.domain.passages import SearchResult
from desktop_rag.gui.search.narrowing import Filter
from desktop_rag.gui.search.result_model import ROW, ResultModel
from desktop_rag.gui.search.rows import HeadRow, HitRow, MoreRow
from tests.fakes.sample import RESULT
from tests.gui.search.test_rows import hit

FIVE = msgspec.structs.replace(RESULT, hits=tuple(hit(number, 1) for number in range(1, 6)), total=5)


def checked() -> tuple[ResultModel, QAbstractItemModelTester]:
    model = ResultModel()
    return model, QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)


def passages(model: ResultModel) -> list[int]:
    rows = [model.row(model.index(number)) for number in range(model.rowCount())]
    return [row.hit.passage for row in rows if isinstance(row, HitRow)]


def test_a_result_becomes_rows_and_nothing_empties_them(qapp: object) -> None:
    model, _tester = checked()
    model.apply(RESULT)
    assert passages(model) == [101, 102, 103, 104]
    model.apply(None)
    assert model.rowCount() == 0


def test_unfolding_puts_the_hidden_hits_below_the_shown_ones(qapp: object) -> None:
    model, _tester = checked()
    model.apply(FIVE)
    more = model.rowCount() - 1
    assert isinstance(model.row(model.index(more)), MoreRow)
    model.unfold(more)
    assert passages(model) == [1, 2, 3, 4, 5]
    assert model.index(model.rowCount() - 1).data() == "Show fewer"
    model.unfold(model.rowCount() - 1)
    assert passages(model) == [1, 2, 3]


def test_what_is_unfolded_stays_so_while_the_query_is_the_same(qapp: object) -> None:
    model, _tester = checked()
    model.apply(FIVE)
    model.unfold(model.rowCount() - 1)
    model.apply(FIVE)
    assert len(passages(model)) == 5
    model.apply(msgspec.structs.replace(FIVE, query="another"))
    assert len(passages(model)) == 3


def test_a_filter_leaves_only_what_it_takes(qapp: object) -> None:
    model, _tester = checked()
    model.apply(RESULT)
    model.narrow(Filter("Notes"))
    assert passages(model) == [104]
    model.narrow(Filter())
    assert len(passages(model)) == 4


def test_weak_hits_of_meaning_alone_come_on_demand(qapp: object) -> None:
    model, _tester = checked()
    weak = msgspec.structs.replace(hit(9, 1), score=0.05, matched=("semantic",))
    low = msgspec.structs.replace(hit(8, 2), score=0.05, matched=("keyword", "semantic"))
    model.apply(msgspec.structs.replace(RESULT, hits=(hit(1, 1), low, weak)))
    assert passages(model) == [1, 8]
    last = model.index(model.rowCount() - 1)
    assert last.data() == "1 weaker passage, found by meaning alone"
    model.unfold(last.row())
    assert passages(model) == [1, 9, 8]
    model.unfold(model.rowCount() - 1)
    assert passages(model) == [1, 8]


def test_the_head_of_a_document_cannot_be_chosen(qapp: object) -> None:
    model, _tester = checked()
    model.apply(RESULT)
    head = model.index(0)
    assert isinstance(head.data(ROW), HeadRow)
    assert not head.flags() & Qt.ItemFlag.ItemIsSelectable
    assert model.index(1).flags() & Qt.ItemFlag.ItemIsSelectable


def test_a_row_reads_aloud_where_it_stands_and_how_well_it_fits(qapp: object) -> None:
    model, _tester = checked()
    model.apply(RESULT)
    spoken = model.index(1).data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken.startswith("page 14, 0.94, Found by your words and by meaning: …whether the seller")
    assert "Cases/C-415-11 Aziz.pdf" in model.index(0).data(Qt.ItemDataRole.ToolTipRole)


def test_only_hits_can_be_copied(qapp: object) -> None:
    model, _tester = checked()
    model.apply(RESULT)
    assert model.copied(model.index(0), with_reference=False) == ""
    assert model.copied(model.index(1), with_reference=False) == RESULT.hits[0].text
    assert "C-415-11 Aziz.pdf, page 14" in model.copied(model.index(1), with_reference=True)


def test_a_tooltip_shows_a_file_name_that_looks_like_html_as_it_stands(qapp: object) -> None:
    model, _tester = checked()
    hostile = hit(1, 1, "<img src=x>.pdf")
    model.apply(SearchResult("q", "hybrid", 0.0, RESULT.coverage, (hostile,), 1))
    assert "<img" not in model.index(0).data(Qt.ItemDataRole.ToolTipRole)


def test_an_index_of_nothing_has_no_row(qapp: object) -> None:
    model, _tester = checked()
    assert model.row(QModelIndex()) is None
    assert not model.index_of(7).isValid()


def test_hits_of_documents_that_have_gone_go_with_them(qapp: object) -> None:
    model, _tester = checked()
    model.apply(RESULT)
    assert model.forget({1}, stay=False)
    assert passages(model) == [103, 104] and [place.document for place in model.documents()] == [9, 11]
    assert not model.forget({77}, stay=False)
    model.apply(RESULT)  # a search that began before they went
    assert passages(model) == [103, 104]


def test_where_rows_must_not_move_what_has_gone_stays_and_cannot_be_used(qapp: object) -> None:
    model, _tester = checked()
    model.apply(RESULT)
    before = model.rowCount()
    assert model.forget({1}, stay=True) and model.greyed
    assert model.rowCount() == before and passages(model) == [101, 102, 103, 104]
    assert [hit.passage for hit in model.hits] == [103, 104] and not model.places(1)
    gone, there = model.index_of(101), model.index_of(103)
    assert model.hit(gone) is None and not model.can_be_chosen(gone) and model.can_be_chosen(there)
    assert "no longer in this library" in model.index(0).data()
    assert "no longer in this library" in gone.data(Qt.ItemDataRole.ToolTipRole)
    assert not gone.flags() & Qt.ItemFlag.ItemIsSelectable
    model.narrow(Filter(folder="~/Thesis"))  # the person's own doing may move them
    assert passages(model) == [103, 104] and not model.greyed


def test_what_was_folded_away_of_a_document_that_has_gone_stays_away(qapp: object) -> None:
    model, _tester = checked()
    model.apply(FIVE)
    model.forget({1}, stay=True)
    more = model.rowCount() - 1
    model.unfold(more)
    assert len(passages(model)) == 3 and model.index(more).data() == "no longer in this library"
