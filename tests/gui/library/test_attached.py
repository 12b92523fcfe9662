"""Documents that are attached to mails, in the list of the library: below their mail, and gone with it."""

from collections.abc import Sequence

import pytest
from msgspec.structs import replace
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication

from desktop_rag.domain.documents import Document
from desktop_rag.domain.events import LibraryChanged, RootShown, SnapshotPage
from desktop_rag.gui.library.library_model import LibraryModel
from desktop_rag.gui.library.ordering import Order
from desktop_rag.gui.library.row_delegate import is_below_its_mail
from desktop_rag.gui.library.wording import status_line
from tests.fakes import sample

MAIL = sample.document(50, "lease.eml")
LATER = sample.document(51, "lease.eml.bak")


def attached(number: int, member: str, mail: Document = MAIL) -> Document:
    shown = f"{mail.shown}/{member}"
    return replace(mail, id=number, shown=shown, kind="pdf", member=member, parent=mail.id)


@pytest.fixture
def model(qapp: QApplication) -> LibraryModel:
    made = LibraryModel()
    QAbstractItemModelTester(made, QAbstractItemModelTester.FailureReportingMode.Fatal, made)
    return made


def fill(
    model: LibraryModel, documents: Sequence[Document], roots: Sequence[RootShown] = sample.ROOTS
) -> None:
    model.apply(SnapshotPage(sample.LIBRARY, tuple(roots), tuple(documents), True))


def rows(model: LibraryModel) -> list[str]:
    return [str(model.index(row).data()) for row in range(model.rowCount())]


def test_they_stand_below_their_mail_in_the_order_of_their_names(model: LibraryModel) -> None:
    inner = attached(54, "Inner.eml")
    fill(
        model,
        [
            attached(52, "rent 10.pdf"),
            LATER,
            attached(53, "rent 9.pdf"),
            inner,
            attached(55, "Inner.eml/a.pdf"),
            MAIL,
        ],
    )
    assert rows(model) == [
        "~/Thesis/Cases", "lease.eml", "Inner.eml", "a.pdf", "rent 9.pdf", "rent 10.pdf", "lease.eml.bak",
    ]  # fmt: skip


def test_those_of_a_mail_that_was_added_by_itself_stand_among_the_files(model: LibraryModel) -> None:
    fill(model, [MAIL, attached(52, "a.pdf")], [RootShown(1, MAIL.path, MAIL.shown, "file", True)])
    assert rows(model) == ["Files", "lease.eml", "a.pdf"]


def test_they_go_with_their_mail_and_come_one_by_one(model: LibraryModel) -> None:
    fill(model, [MAIL, attached(52, "a.pdf")])
    model.apply(LibraryChanged(1, changed=(attached(53, "b.pdf"),)))
    assert rows(model)[1:] == ["lease.eml", "a.pdf", "b.pdf"]
    model.apply(LibraryChanged(2, gone=(50, 52, 53)))
    assert rows(model) == []


def test_a_filter_finds_them_by_the_name_of_their_mail(model: LibraryModel) -> None:
    fill(model, [MAIL, attached(52, "a.pdf"), *sample.DOCUMENTS])
    model.set_filter("lease a.pdf")
    assert rows(model) == ["~/Thesis/Cases", "a.pdf"]


def test_they_are_set_in_only_where_their_mail_or_its_others_stand_just_above(model: LibraryModel) -> None:
    small, large = attached(52, "a.pdf"), replace(attached(53, "b.pdf"), size=10**9)
    fill(model, [MAIL, small, large])
    assert [is_below_its_mail(model.index(row)) for row in range(model.rowCount())] == [
        False, False, True, True,
    ]  # fmt: skip
    model.set_order(Order("size"))
    assert rows(model)[1:] == ["b.pdf", "lease.eml", "a.pdf"]
    assert [is_below_its_mail(model.index(row)) for row in (1, 2, 3)] == [False, False, True]


def test_their_mail_is_named_where_it_is_not_just_above() -> None:
    one = attached(52, "a.pdf")
    assert status_line(one) == f"{status_line(one, below_its_mail=True)} · in lease.eml"
