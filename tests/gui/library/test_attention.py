"""What needs attention: grouped by reason, the remedy first, the others in a menu."""

from collections.abc import Iterator

import msgspec
import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop_rag.domain.documents import Document
from desktop_rag.domain.errors import Failure
from desktop_rag.domain.events import LibraryChanged, SnapshotPage
from desktop_rag.gui.library.actions import (
    ASK,
    FOLDER,
    OPEN,
    REMOVE,
    RETRY,
    UNLOCK,
    Action,
    details,
    fitting,
    others,
    remedy,
)
from desktop_rag.gui.library.attention import AttentionPage
from desktop_rag.gui.library.attention_section import MORE, MOST, AttentionRow, Why
from desktop_rag.gui.library.library_model import LibraryModel
from desktop_rag.gui.looks.controls import Elided, Label
from tests.fakes import sample


def failed(number: int, name: str, code: str) -> Document:
    return sample.document(number, name, state="failed", error=Failure(code), passages=0)


SLOW = tuple(failed(number, f"slow {number}.docx", "timeout") for number in range(20, 23))
LOCKED = failed(7, "locked.pdf", "password")
LOCKED_TABLE = failed(8, "locked.xlsx", "password")
GONE = failed(9, "gone.txt", "missing")
EMPTY = failed(10, "empty.txt", "empty")
HALF = sample.document(11, "half.pdf", 2, warning=Failure("pages-unreadable", {"pages": "3"}))
NEEDING = (*SLOW, LOCKED, LOCKED_TABLE, GONE, EMPTY, HALF)


@pytest.fixture
def page(qtbot: QtBot, qapp: QApplication) -> Iterator[AttentionPage]:
    model = LibraryModel()
    model.apply(SnapshotPage(sample.LIBRARY, sample.ROOTS, (*sample.DOCUMENTS[:3], *NEEDING), True))
    made = AttentionPage(model)
    model.setParent(made)
    qtbot.addWidget(made)
    made.resize(700, 600)
    made.show()
    qtbot.waitUntil(lambda: len(rows(made)) == len(NEEDING))
    yield made
    made.hide()


def model_of(page: AttentionPage) -> LibraryModel:
    found = page.findChild(LibraryModel)
    assert found is not None
    return found


def rows(page: AttentionPage) -> list[str]:
    found = [row for view in page.sections() for row in view.findChildren(AttentionRow) if row.isVisible()]
    return [row.document.shown.rpartition("/")[2] for row in found]


def test_documents_stand_under_their_reason_those_that_can_be_helped_first(page: AttentionPage) -> None:
    assert [(view.section.title, len(view.documents)) for view in page.sections()] == [
        ("Locked with a password", 2),
        ("Empty file", 1),
        ("File is gone", 1),
        ("Took too long", 3),
        ("Some pages not read", 1),
    ]


@pytest.mark.parametrize(
    ("document", "first"),
    [
        (SLOW[0], RETRY),
        (LOCKED, UNLOCK),
        (LOCKED_TABLE, FOLDER),
        (GONE, REMOVE),
        (EMPTY, FOLDER),
        (HALF, RETRY),
    ],
)
def test_the_remedy_is_what_the_words_of_the_reason_name(document: Document, first: Action) -> None:
    assert remedy(document) == first
    assert first not in others(document) and REMOVE in (*others(document), first)


def test_what_cannot_be_done_is_not_offered() -> None:
    assert fitting(OPEN, [LOCKED]) == [] and fitting(OPEN, [HALF]) == [HALF]
    assert fitting(FOLDER, [HALF, LOCKED]) == []
    assert fitting(UNLOCK, NEEDING) == [LOCKED]
    assert fitting(RETRY, sample.DOCUMENTS[:3]) == []
    assert fitting(ASK, (*sample.DOCUMENTS[:3], LOCKED)) == list(sample.DOCUMENTS[:3])


def test_all_of_one_reason_are_retried_together(page: AttentionPage) -> None:
    asked: list[tuple[str, list[Document]]] = []
    page.wanted.connect(lambda key, documents: asked.append((key, documents)))
    slow = next(view for view in page.sections() if view.section.title == "Took too long")
    assert slow.every.text() == "Retry all 3"
    slow.every.click()
    assert asked == [("retry", list(SLOW))]
    assert [action.text() for action in slow.menu().actions()] == ["Copy details", "Remove all 3"]


def test_one_document_has_no_button_for_all(page: AttentionPage) -> None:
    empty = next(view for view in page.sections() if view.section.title == "Empty file")
    assert not empty.every.isVisible() and not empty.more.isVisible()


def test_a_row_says_its_folder_and_offers_the_rest_in_its_menu(page: AttentionPage) -> None:
    row = next(row for row in page.findChildren(AttentionRow) if row.document == SLOW[0])
    assert "Cases" in [label.accessibleName() for label in row.findChildren(Elided)]
    words = [action.text() for action in row.menu().actions()]
    assert words == ["Show in folder", "Copy details", "Remove"]


def test_rows_that_stay_are_kept_when_others_come_and_go(page: AttentionPage, qtbot: QtBot) -> None:
    before = {row.document.id: row for row in page.findChildren(AttentionRow)}
    fine = msgspec.structs.replace(SLOW[1], state="ready", error=None)
    model_of(page).apply(LibraryChanged(1, changed=(fine, failed(30, "slow 30.docx", "timeout"))))
    qtbot.waitUntil(lambda: "slow 30.docx" in rows(page))
    after = {row.document.id: row for row in page.findChildren(AttentionRow) if row.isVisible()}
    assert SLOW[1].id not in after
    assert all(after[number] is before[number] for number in after if number != 30)


def test_hundreds_of_one_reason_are_counted_and_the_first_are_shown(
    page: AttentionPage, qtbot: QtBot
) -> None:
    many = tuple(failed(number, f"slow {number}.docx", "timeout") for number in range(100, 300))
    model_of(page).apply(LibraryChanged(1, changed=many))
    qtbot.waitUntil(lambda: sum(name.startswith("slow") for name in rows(page)) == MOST)
    slow = next(view for view in page.sections() if view.section.title == "Took too long")
    assert slow.every.text() == "Retry all 203" and slow.rest.text() == f"{203 - MOST} more"
    slow.rest.click()
    qtbot.waitUntil(lambda: sum(name.startswith("slow") for name in rows(page)) == MOST + MORE)


def test_when_nothing_is_left_it_says_so(page: AttentionPage, qtbot: QtBot) -> None:
    model_of(page).apply(LibraryChanged(1, gone=tuple(document.id for document in NEEDING)))
    qtbot.waitUntil(
        lambda: any(one.isVisible() for one in page.findChildren(Label) if "Nothing" in one.text())
    )
    assert page.sections() == []


def test_details_name_the_file_and_the_code() -> None:
    said = details([HALF, GONE])
    assert "half.pdf\tpages-unreadable pages=3\t" in said and len(said.splitlines()) == 2


def test_a_sentence_is_as_high_as_its_lines_after_the_page_was_narrower(
    page: AttentionPage, qtbot: QtBot
) -> None:
    def high() -> list[int]:
        return [why.height() for why in page.findChildren(Why)]

    before = high()
    page.resize(420, 600)
    qtbot.waitUntil(lambda: sum(high()) > sum(before))
    page.resize(700, 600)
    qtbot.waitUntil(lambda: high() == before)


def test_two_are_both_and_more_are_counted() -> None:
    assert (UNLOCK.for_all(2), UNLOCK.for_all(3)) == ("Unlock both…", "Unlock all 3…")
    assert RETRY.for_all(1200) == "Retry all 1,200"
