"""The model of the library: one entrance, small changes, nothing that jumps."""

import random

import msgspec
import pytest
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication

from desktop_rag.domain.documents import Document
from desktop_rag.domain.errors import Failure
from desktop_rag.domain.events import IndexingProgress, LibraryChanged, SnapshotPage
from desktop_rag.gui.library.groups import Group
from desktop_rag.gui.library.library_model import LibraryModel
from tests.fakes import sample


def page(*documents: Document, last: bool = True) -> SnapshotPage:
    return SnapshotPage(sample.LIBRARY, sample.ROOTS, documents, last)


@pytest.fixture
def model(qapp: QApplication) -> LibraryModel:
    made = LibraryModel()
    QAbstractItemModelTester(made, QAbstractItemModelTester.FailureReportingMode.Fatal, made)
    return made


@pytest.fixture
def full(model: LibraryModel) -> LibraryModel:
    model.apply(page(*sample.DOCUMENTS))
    return model


def rows(model: LibraryModel) -> list[str]:
    return [str(model.index(row).data()) for row in range(model.rowCount())]


class Heard:
    """What the model told its views."""

    def __init__(self, model: LibraryModel) -> None:
        self.resets = self.inserted = self.removed = 0
        self.touched: list[int] = []
        model.modelReset.connect(self._reset)
        model.rowsInserted.connect(self._insert)
        model.rowsRemoved.connect(self._remove)
        model.dataChanged.connect(lambda first, last: self.touched.append(first.row()))

    def _reset(self) -> None:
        self.resets += 1

    def _insert(self) -> None:
        self.inserted += 1

    def _remove(self) -> None:
        self.removed += 1


def test_documents_stand_under_the_folder_that_brought_them_in(full: LibraryModel) -> None:
    assert rows(full) == [
        "~/Thesis/Cases",
        "C-26-13 Kásler.pdf",
        "C-137-08 Pénzügyi.pdf",
        "C-226-12 Constructora Principado.pdf",
        "C-415-11 Aziz.pdf",
        "interview-notes-bank.docx",
        "mortgage-contract-2009.pdf",
        "RvS-1998-scan.pdf",
        "~/Thesis/Notes",
        "contract-law-of-europe.epub",
        "directive-93-13-eec.html",
        "reading-log.md",
        "supervision-notes.md",
    ]
    assert full.heads() == [0, 8]


def test_a_change_of_state_touches_its_own_row_alone(full: LibraryModel) -> None:
    heard = Heard(full)
    read = msgspec.structs.replace(sample.DOCUMENTS[4], state="ready")
    full.apply(LibraryChanged(1, changed=(read,)))
    assert heard.touched == [full.row_of(read.id)]
    assert (heard.resets, heard.inserted, heard.removed) == (0, 0, 0)


def test_a_new_document_is_one_row_at_its_place(full: LibraryModel) -> None:
    heard = Heard(full)
    full.apply(LibraryChanged(1, changed=(sample.document(50, "C-300-00 New.pdf", state="waiting"),)))
    assert rows(full)[4] == "C-300-00 New.pdf"
    assert (heard.resets, heard.inserted, heard.removed) == (0, 1, 0)


def test_a_document_that_is_gone_leaves_and_takes_an_empty_folder_along(full: LibraryModel) -> None:
    full.apply(LibraryChanged(1, gone=(8, 9, 10, 11)))
    assert "~/Thesis/Notes" not in rows(full) and len(full) == 7


def test_a_renamed_document_moves(full: LibraryModel) -> None:
    renamed = msgspec.structs.replace(
        sample.DOCUMENTS[0], shown="~/Thesis/Cases/Z.pdf", path=b"~/Thesis/Cases/Z.pdf"
    )
    full.apply(LibraryChanged(1, changed=(renamed,)))
    assert rows(full)[7] == "Z.pdf" and len(full) == 11


def test_a_filter_leaves_the_documents_whose_path_holds_all_words(full: LibraryModel) -> None:
    full.set_filter("notes MD")
    assert rows(full) == ["~/Thesis/Notes", "reading-log.md", "supervision-notes.md"]
    full.apply(LibraryChanged(1, changed=(sample.document(50, "other.md"),)))
    assert "other.md" not in rows(full)
    full.set_filter("")
    assert "other.md" in rows(full)


def test_with_the_attention_filter_a_document_that_fails_appears(full: LibraryModel) -> None:
    full.set_filter(attention_only=True)
    assert rows(full) == ["~/Thesis/Cases", "mortgage-contract-2009.pdf", "RvS-1998-scan.pdf"]
    failed = msgspec.structs.replace(sample.DOCUMENTS[7], state="failed", error=Failure("corrupt"))
    full.apply(LibraryChanged(1, changed=(failed,)))
    assert rows(full)[-2:] == ["~/Thesis/Notes", "reading-log.md"]
    assert [one.id for one in full.needing_attention()] == [7, 6, 8]


def test_a_closed_folder_keeps_its_head_and_its_count(full: LibraryModel) -> None:
    full.toggle(1)
    assert rows(full)[:2] == ["~/Thesis/Cases", "~/Thesis/Notes"]
    full.apply(LibraryChanged(1, changed=(sample.document(50, "new.pdf"),)))
    head = full.at(0)
    assert isinstance(head, Group) and head.total == 8 and not head.open
    full.toggle(1)
    assert "new.pdf" in rows(full)


def test_files_added_by_themselves_stand_together(model: LibraryModel) -> None:
    single = msgspec.structs.replace(sample.document(1, "alone.pdf"), root=7, shown="/home/a/alone.pdf")
    model.apply(SnapshotPage(sample.LIBRARY, ((7, "/home/a/alone.pdf"),), (single,), True))
    assert rows(model) == ["Files", "alone.pdf"]


def test_a_second_snapshot_keeps_what_is_the_same_and_drops_what_is_gone(full: LibraryModel) -> None:
    heard = Heard(full)
    full.apply(page(*sample.DOCUMENTS[:6], last=False))
    assert len(full) == 11
    full.apply(page(*sample.DOCUMENTS[6:10]))
    assert len(full) == 10 and heard.resets == 0 and heard.removed == 1


def test_progress_and_the_library_are_told(full: LibraryModel) -> None:
    told: list[object] = []
    full.progressed.connect(told.append)
    full.library_told.connect(told.append)
    progress = IndexingProgress(True, done=1, total=2)
    library = msgspec.structs.replace(sample.LIBRARY, documents=5)
    full.apply(LibraryChanged(1, progress=progress, library=library))
    assert told == [library, progress]


def test_any_order_of_changes_ends_in_the_same_rows(model: LibraryModel) -> None:
    chance = random.Random(7)
    names = [f"paper {number}.pdf" for number in range(40)]
    for step in range(300):
        number = chance.randrange(40)
        if chance.random() < 0.3:
            model.apply(LibraryChanged(step, gone=(number,)))
        elif chance.random() < 0.05:
            model.toggle(chance.choice((1, 2)))
        elif chance.random() < 0.1:
            model.set_filter(chance.choice(("", "1", "paper 2")))
        else:
            root = chance.choice((1, 2))
            changed = sample.document(number, chance.choice(names), root)
            model.apply(LibraryChanged(step, changed=(changed,), roots=sample.ROOTS))
    fresh = LibraryModel()
    fresh.apply(page(*model.documents()))
    model.set_filter("")
    for head in reversed(model.heads()):
        group = model.at(head)
        if isinstance(group, Group) and not group.open:
            model.toggle(group.root)
    assert rows(model) == rows(fresh)


def test_fifty_thousand_documents_take_changes_row_by_row(qapp: QApplication) -> None:
    model = LibraryModel()
    many = [sample.document(number, f"{number}.txt") for number in range(1, 50_001)]
    for start in range(0, 50_000, 500):
        model.apply(page(*many[start : start + 500], last=start == 49_500))
    heard = Heard(model)
    for number in range(1, 300):
        changed = msgspec.structs.replace(many[number], state="reading")
        model.apply(LibraryChanged(number, changed=(changed,)))
    assert model.rowCount() == 50_001 and heard.resets == 0 and len(heard.touched) == 299
