"""Documents whose text is to be recognised: who needs it, who waits for it, and what it comes to."""

from pathlib import Path

from msgspec.structs import replace

from desktop_rag.domain.errors import Failure
from desktop_rag.domain.reading import DocumentRead, MemberRead, WordBox
from tests.adapters.catalog.shelf import Shelf, read_of, seen, with_shelf

NEEDED = Failure("needs-ocr")
PARTLY = Failure("pages-need-ocr", {"pages": "2"})
BOXES = (WordBox(0, 3, 10.04, 20.0, 31.5, 28.0), WordBox(4, 8, 33.0, 20.0, 60.0, 28.1))


def recognised(read: DocumentRead) -> DocumentRead:
    units = tuple(replace(part, boxes=BOXES) for part in read.units)
    return replace(read, units=units, recognized=True, warning=None)


async def scan(shelf: Shelf, path: bytes) -> int:
    (document,) = await shelf.catalog.documents.wait(shelf.library, shelf.root, [seen(path)])
    await shelf.catalog.documents.fail(document, NEEDED, seen(path))
    return document


def test_a_scan_waits_for_its_text_only_when_the_person_has_agreed(tmp_path: Path) -> None:
    async def work(shelf: Shelf) -> None:
        documents = shelf.catalog.documents
        one, two = await scan(shelf, b"/docs/a.pdf"), await scan(shelf, b"/docs/b.png")
        assert await documents.need_recognition(shelf.library) == (one, two)
        assert await documents.recognize([one]) == (one,)
        assert await documents.to_recognize(shelf.library) == (one,)
        assert await documents.waiting(shelf.library) == ()
        held = await documents.one(one)
        assert (held.state, held.error, held.recognize) == ("waiting", None, True)
        assert await documents.need_recognition(shelf.library) == (two,)

    with_shelf(tmp_path, work)


def test_who_no_longer_waits_is_as_before(tmp_path: Path) -> None:
    async def work(shelf: Shelf) -> None:
        documents = shelf.catalog.documents
        one = await scan(shelf, b"/docs/a.pdf")
        partly = await shelf.add(b"/docs/b.pdf", read_of("words", "", warning=PARTLY))
        await shelf.words()
        assert await documents.recognize([one, partly]) == (one, partly)
        assert await shelf.state(partly) == "searchable"
        assert await documents.stop_recognizing([one, partly]) == (one, partly)
        held = await documents.one(one)
        assert (held.state, held.error, held.recognize) == ("failed", NEEDED, False)
        assert (await documents.one(partly)).warning == PARTLY
        assert await documents.to_recognize(shelf.library) == await documents.waiting(shelf.library) == ()

    with_shelf(tmp_path, work)


def test_without_tesseract_those_that_wait_are_read_without_it(tmp_path: Path) -> None:
    async def work(shelf: Shelf) -> None:
        documents = shelf.catalog.documents
        one = await scan(shelf, b"/docs/a.pdf")
        await documents.recognize([one])
        await documents.stop_recognizing([one], read=True)
        assert await documents.waiting(shelf.library) == (one,)

    with_shelf(tmp_path, work)


def test_a_document_goes_on_with_its_pages_until_the_others_are_in(tmp_path: Path) -> None:
    """The same bytes, read otherwise: another content."""

    async def work(shelf: Shelf) -> None:
        read = read_of("first page", "second page")
        partly = await shelf.add(b"/docs/b.pdf", replace(read, units=read.units[:1], warning=PARTLY))
        await shelf.words()
        before = await shelf.catalog.contents.content_of(partly)
        await shelf.catalog.documents.recognize([partly])
        await shelf.catalog.contents.store([(partly, recognised(read))])
        assert await shelf.catalog.contents.content_of(partly) == before
        await shelf.words()
        content, sha256 = await shelf.catalog.contents.content_of(partly)
        assert content != before[0] and sha256 == before[1]
        held = await shelf.catalog.documents.one(partly)
        assert held.warning is None and held.units == 2
        assert await shelf.catalog.contents.boxes(partly, 0) == (
            WordBox(0, 3, 10.0, 20.0, 31.5, 28.0), WordBox(4, 8, 33.0, 20.0, 60.0, 28.1),
        )  # fmt: skip

    with_shelf(tmp_path, work)


def test_a_page_with_text_of_its_own_keeps_no_places(tmp_path: Path) -> None:
    async def work(shelf: Shelf) -> None:
        document = await shelf.add(b"/docs/a.pdf", read_of("words"))
        assert await shelf.catalog.contents.boxes(document, 0) == ()

    with_shelf(tmp_path, work)


def test_what_is_attached_waits_with_its_mail(tmp_path: Path) -> None:
    async def work(shelf: Shelf) -> None:
        documents = shelf.catalog.documents
        letter = replace(read_of("dear Bob", kind="eml"), members=(MemberRead("scan.pdf", failure=NEEDED),))
        mail = await shelf.add(b"/docs/a.eml", letter)
        await shelf.words()
        (attached,) = await documents.attached_to([mail])
        assert await documents.recognize([attached]) == (mail, attached)
        assert await documents.to_recognize(shelf.library) == (mail,)
        assert await shelf.state(mail) == "searchable"
        await documents.stop_recognizing([attached])
        assert (await documents.one(attached)).error == NEEDED
        await documents.recognize([attached])
        whole = replace(letter, members=(MemberRead("scan.pdf", recognised(read_of("the lamp"))),))
        await shelf.catalog.contents.store([(mail, whole)])
        await shelf.words()
        assert await shelf.state(attached) == "searchable"

    with_shelf(tmp_path, work)


def test_a_scan_in_the_place_of_a_text_can_be_recognised(tmp_path: Path) -> None:
    async def work(shelf: Shelf) -> None:
        documents = shelf.catalog.documents
        document = await shelf.add(b"/docs/a.pdf", read_of("words"))
        await shelf.words()
        await documents.fail(document, NEEDED, seen(b"/docs/a.pdf", size=11))
        assert await documents.need_recognition(shelf.library) == (document,)
        assert await documents.recognize([document]) == (document,)
        assert await documents.to_recognize(shelf.library) == (document,)

    with_shelf(tmp_path, work)
