"""What the window says of a document that is attached to a mail: its name, and the mail's."""

from msgspec.structs import replace
from PySide6.QtCore import QUrl
from pytestqt.qtbot import QtBot

from desktop_rag.domain.answers import Evidence
from desktop_rag.domain.documents import Document, UnitPlace, address_of, held_in
from desktop_rag.domain.passages import Hit, Place
from desktop_rag.gui.chat.sources import SourceCard
from desktop_rag.gui.library.wording import file_of, name_of, status_line
from desktop_rag.gui.search.wording import beside, reference
from desktop_rag.gui.source.header import SourceHeader

MAIL = b"/post/lease.eml"
SHOWN = "/post/lease.eml/rent.pdf"
PAGE = UnitPlace("page", 3, "3")
PLACE = Place(2, MAIL, SHOWN, "", "pdf", PAGE, 0, 4)
EVIDENCE = Evidence(1, 2, "", MAIL, SHOWN, "", "pdf", PAGE, 0, 4, "rent")
RENT = Document(
    2, 1, 1, MAIL, SHOWN, "pdf", "ready", 10, 1, unit_kind="page", pages=3, units=3, passages=5,
    member="rent.pdf", parent=1,
)  # fmt: skip


def test_an_address_is_below_the_path_of_the_mail() -> None:
    assert RENT.address == address_of(MAIL, "rent.pdf") == SHOWN.encode()
    assert replace(RENT, member="").address == MAIL
    assert held_in(MAIL, SHOWN) == "lease.eml"
    assert held_in(b"/post/Inbox", "/post/Inbox/message 12/rent.pdf") == "Inbox › message 12"
    assert held_in(MAIL, "/post/lease.eml") == held_in(MAIL, "/post/lease.eml.pdf") == ""


def test_the_list_says_which_mail_it_is_attached_to() -> None:
    assert name_of(RENT) == "rent.pdf" and file_of(RENT) == "/post/lease.eml"
    assert status_line(RENT) == "3 pages · 5 passages · in lease.eml"


def test_a_hit_names_the_mail_beside_it_and_when_it_is_copied() -> None:
    assert beside(PLACE) == "in lease.eml"
    assert beside(replace(PLACE, path=SHOWN.encode())) == "lease.eml", "a folder of that name"
    assert reference(Hit(1, 1.0, 1, PLACE, "rent", "rent")) == "rent.pdf in lease.eml, page 3:\n“rent”"


def test_a_source_of_an_answer_names_the_mail_and_carries_its_file(qtbot: QtBot) -> None:
    card = SourceCard(EVIDENCE)
    qtbot.addWidget(card)
    assert card.name == "rent.pdf in lease.eml"
    carried = card.carried()
    assert carried.urls() == [QUrl.fromLocalFile("/post/lease.eml")]
    assert carried.text() == "rent\n(rent.pdf in lease.eml, p. 3)"


def test_the_head_of_the_source_names_the_mail(qtbot: QtBot) -> None:
    header = SourceHeader()
    qtbot.addWidget(header)
    header.show_document(PLACE)
    assert header.name.whole() == "rent.pdf in lease.eml"
    header.allow("pdf", MAIL, there=True)
    assert not header.open.isHidden(), "the mail is opened"
