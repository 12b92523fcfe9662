"""The model of the library: one entrance, small changes, nothing that jumps."""

import random

import msgspec
import pytest
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication

from desktop_rag.domain.documents import Document
from desktop_rag.domain.errors import Failure
from desktop_rag.domain.events import IndexingProgress, LibraryChanged, RootShown, SnapshotPage
from desktop_rag.gui.library.groups import Group
from desktop_rag.gui.library.library_model import LibraryModel
from desktop_rag.gui.library.ordering import SORTINGS, Order
from desktop_rag.gui.library.wording import group_status
from desktop_rag.settings import Sorting
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
    assert [one.id for one in full.needing_attention()] == [7, 8, 6]


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
    model.apply(
        SnapshotPage(
            sample.LIBRARY,
            (RootShown(7, b"/home/a/alone.pdf", "/home/a/alone.pdf", "file", True),),
            (single,),
            True,
        )
    )
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
        elif chance.random() < 0.05:
            model.set_order(Order(chance.choice(SORTINGS), chance.random() < 0.5, chance.random() < 0.5))
        elif chance.random() < 0.1:
            model.set_filter(chance.choice(("", "1", "paper 2")))
        else:
            root = chance.choice((1, 2))
            changed = sample.document(number, chance.choice(names), root)
            model.apply(LibraryChanged(step, changed=(changed,), roots=sample.ROOTS))
    fresh = LibraryModel()
    fresh.apply(page(*model.documents()))
    model.set_filter("")
    fresh.set_order(model.wanted.order)
    for head in reversed(model.heads()):
        group = model.at(head)
        if isinstance(group, Group) and not group.open:
            model.toggle(group.root)
    assert rows(model) == rows(fresh)


def many_documents(count: int) -> list[Document]:
    return [sample.document(number, f"{number}.txt") for number in range(1, count + 1)]


def loaded(documents: list[Document]) -> LibraryModel:
    """A model that was told of so many documents that their rows are worked out in steps."""
    model = LibraryModel()
    for start in range(0, len(documents), 500):
        model.apply(page(*documents[start : start + 500], last=start + 500 >= len(documents)))
    return model


def settle(model: LibraryModel, qapp: QApplication) -> None:
    while model.arranging:
        qapp.processEvents()


def test_fifty_thousand_documents_take_changes_row_by_row(qapp: QApplication) -> None:
    many = many_documents(50_000)
    model = loaded(many)
    assert model.rowCount() == 501 and len(model) == 50_000
    settle(model, qapp)
    heard = Heard(model)
    for number in range(1, 300):
        changed = msgspec.structs.replace(many[number], state="reading")
        model.apply(LibraryChanged(number, changed=(changed,)))
    assert model.rowCount() == 50_001 and heard.resets == 0 and len(heard.touched) == 299


def test_changes_that_come_while_rows_are_arranged_are_in_the_new_rows(qapp: QApplication) -> None:
    many = many_documents(5_000)
    model = loaded(many)
    settle(model, qapp)
    model.set_order(Order("size", grouped=False))
    assert model.arranging
    large = msgspec.structs.replace(many[100], size=10**9)
    model.apply(LibraryChanged(1, changed=(large, sample.document(6_000, "new.txt")), gone=(1, 2)))
    settle(model, qapp)
    assert model.at(0) == large and model.rowCount() == 4_999
    assert model.row_of(6_000) is not None and model.row_of(1) is None


def test_the_last_filter_that_was_typed_is_the_one_that_holds(qapp: QApplication) -> None:
    model = loaded(many_documents(5_000))
    settle(model, qapp)
    model.set_filter("1")
    model.set_filter("4321")
    settle(model, qapp)
    assert rows(model) == ["~/Thesis/Cases", "4321.txt"]


LARGE = msgspec.structs.replace(sample.document(1, "b.pdf"), size=900, modified_ns=10)
FRESH = msgspec.structs.replace(sample.document(2, "c.md"), size=500, modified_ns=30)
LOCKED = sample.document(3, "a.pdf", state="failed", error=Failure("password"))
READ = msgspec.structs.replace(sample.document(4, "d.md", 2, state="reading"), size=700, modified_ns=20)


@pytest.mark.parametrize(
    ("sorting", "names"),
    [
        ("name", ["a.pdf", "b.pdf", "c.md", "d.md"]),
        ("date", ["a.pdf", "c.md", "d.md", "b.pdf"]),
        ("size", ["a.pdf", "b.pdf", "d.md", "c.md"]),
        ("kind", ["c.md", "d.md", "a.pdf", "b.pdf"]),
        ("state", ["a.pdf", "d.md", "b.pdf", "c.md"]),
    ],
)
def test_documents_are_sorted_and_turned_round(
    model: LibraryModel, sorting: Sorting, names: list[str]
) -> None:
    model.apply(page(LARGE, FRESH, LOCKED, READ))
    model.set_order(Order(sorting, grouped=False))
    assert rows(model) == names
    model.set_order(Order(sorting, turned=True, grouped=False))
    assert rows(model) == names[::-1]


def test_in_groups_each_folder_is_sorted_by_itself(model: LibraryModel) -> None:
    model.apply(page(LARGE, FRESH, LOCKED, READ))
    model.set_order(Order("date"))
    assert rows(model) == ["~/Thesis/Cases", "a.pdf", "c.md", "b.pdf", "~/Thesis/Notes", "d.md"]


def test_sorted_by_state_a_document_moves_when_its_state_changes(model: LibraryModel) -> None:
    model.apply(page(LARGE, FRESH, LOCKED, READ))
    model.set_order(Order("state", turned=True, grouped=False))
    model.apply(LibraryChanged(1, changed=(msgspec.structs.replace(LOCKED, state="ready", error=None),)))
    assert rows(model) == ["c.md", "b.pdf", "a.pdf", "d.md"]


def test_a_folder_whose_documents_are_all_offline_is_said_not_to_be_here(full: LibraryModel) -> None:
    head = full.at(8)
    assert isinstance(head, Group) and not head.offline and group_status(head).words == "watching"
    heard = Heard(full)
    gone = tuple(msgspec.structs.replace(one, state="offline") for one in sample.DOCUMENTS[7:])
    full.apply(LibraryChanged(1, changed=gone))
    assert head.offline and 8 in heard.touched and full.rowCount() == 13
    assert group_status(head).whole.endswith("Everything in it can still be searched.")
    full.apply(LibraryChanged(2, changed=sample.DOCUMENTS[7:8]))
    assert not head.offline


def test_what_was_read_of_a_disk_that_is_not_here_counts_as_searchable(full: LibraryModel) -> None:
    before = full.counts()[1]
    full.apply(LibraryChanged(1, changed=(msgspec.structs.replace(sample.DOCUMENTS[0], state="offline"),)))
    assert full.counts()[1] == before
