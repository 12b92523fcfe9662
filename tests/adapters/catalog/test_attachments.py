"""What is attached to a mail: stored, changed, removed and shown together with it."""

from pathlib import Path

from msgspec.structs import replace

from desktop_rag.domain.documents import Document
from desktop_rag.domain.errors import Failure
from tests.adapters.catalog.shelf import SMALL, Shelf, mail_of, read_of, seen, with_shelf

MAIL = b"/docs/lease.eml"


async def documents(shelf: Shelf) -> dict[str, Document]:
    """By what stands behind the folder."""
    page = await shelf.catalog.documents.page(shelf.library, 0, 100)
    return {document.shown.removeprefix("/docs/"): document for document in page}


async def found(shelf: Shelf) -> set[str]:
    """The documents that a search would show now."""
    places = await shelf.catalog.contents.places(shelf.library, await shelf.passages())
    return {place.shown.removeprefix("/docs/") for held in places.values() for place in held}


def test_what_is_attached_is_a_document_below_its_mail(tmp_path: Path) -> None:
    async def work(shelf: Shelf) -> None:
        mail = await shelf.add(
            MAIL, mail_of("dear Bob", {"rent.pdf": "pay", "old.eml": "hi", "old.eml/a.pdf": "b"})
        )
        await shelf.words()
        held = await documents(shelf)
        rent, old, inner = (
            held["lease.eml/rent.pdf"],
            held["lease.eml/old.eml"],
            held["lease.eml/old.eml/a.pdf"],
        )
        assert (rent.path, rent.member, rent.address) == (MAIL, "rent.pdf", MAIL + b"/rent.pdf")
        assert (rent.parent, old.parent, inner.parent) == (mail, mail, old.id)
        assert {document.state for document in held.values()} == {"searchable"}
        assert (rent.size, rent.root) == (3, shelf.root)
        assert await found(shelf) == set(held)
        assert await shelf.catalog.documents.known(shelf.library) == {
            MAIL: (await shelf.catalog.documents.known(shelf.library))[MAIL]
        }

    with_shelf(tmp_path, work)


def test_the_same_document_on_disk_and_in_a_mail_is_held_once(tmp_path: Path) -> None:
    async def work(shelf: Shelf) -> None:
        await shelf.add(b"/docs/rent.pdf", read_of("pay", size=3))
        before = await shelf.passages()
        await shelf.add(MAIL, mail_of("dear Bob", {"rent.pdf": "pay"}))
        await shelf.words()
        places = await shelf.catalog.contents.places(shelf.library, before)
        assert [place.shown for place in places[before[0]]] == ["/docs/rent.pdf", "/docs/lease.eml/rent.pdf"]

    with_shelf(tmp_path, work)


def test_a_changed_mail_and_what_is_attached_change_in_one_step(tmp_path: Path) -> None:
    async def work(shelf: Shelf) -> None:
        generation = await shelf.catalog.generations.begin(shelf.library, SMALL)
        mail = await shelf.add(MAIL, mail_of("old", {"a.pdf": "one", "b.pdf": "two", "c.pdf": "three"}))
        await shelf.words()
        await shelf.meaning(generation)
        kept = (await documents(shelf))["lease.eml/a.pdf"]
        old = {"lease.eml", "lease.eml/a.pdf", "lease.eml/b.pdf", "lease.eml/c.pdf"}
        await shelf.add(MAIL, mail_of("new", {"a.pdf": "one", "b.pdf": "four", "d.pdf": "five"}))
        assert await found(shelf) == old
        await shelf.words()
        assert await found(shelf) == old, "the words alone are not all of it"
        shown = await shelf.catalog.contents.unit((await documents(shelf))["lease.eml/b.pdf"].id, 0)
        assert shown.text == "two"
        changed = await shelf.meaning(generation)
        assert await found(shelf) == {"lease.eml", "lease.eml/a.pdf", "lease.eml/b.pdf", "lease.eml/d.pdf"}
        held = await documents(shelf)
        assert {document.state for document in held.values()} == {"ready"}
        assert held["lease.eml/a.pdf"].id == kept.id
        assert (await shelf.catalog.contents.unit(held["lease.eml/b.pdf"].id, 0)).text == "four"
        assert {mail, held["lease.eml/d.pdf"].id} <= set(changed)

    with_shelf(tmp_path, work)


def test_what_is_attached_goes_with_its_mail(tmp_path: Path) -> None:
    async def work(shelf: Shelf) -> None:
        mail = await shelf.add(MAIL, mail_of("dear Bob", {"old.eml": "hi", "old.eml/a.pdf": "b"}))
        await shelf.words()
        await shelf.catalog.documents.remove([mail])
        assert await documents(shelf) == {} and await shelf.passages() == ()

    with_shelf(tmp_path, work)


def test_what_the_person_took_out_stays_out_when_the_mail_is_read_again(tmp_path: Path) -> None:
    async def work(shelf: Shelf) -> None:
        await shelf.add(MAIL, mail_of("dear Bob", {"a.pdf": "one", "b.pdf": "two"}))
        [taken] = await shelf.catalog.documents.at(shelf.library, [MAIL + b"/a.pdf"])
        await shelf.catalog.libraries.exclude(shelf.library, [taken.address])
        await shelf.catalog.documents.remove([taken.id])
        await shelf.add(MAIL, mail_of("dear Bob", {"a.pdf": "one", "b.pdf": "two"}))
        assert set(await documents(shelf)) == {"lease.eml", "lease.eml/b.pdf"}
        await shelf.catalog.libraries.include(shelf.library, [taken.address])
        await shelf.add(MAIL, mail_of("dear Bob", {"a.pdf": "one", "b.pdf": "two"}))
        assert set(await documents(shelf)) == {"lease.eml", "lease.eml/a.pdf", "lease.eml/b.pdf"}

    with_shelf(tmp_path, work)


def test_one_that_cannot_be_read_fails_alone_and_is_tried_again_with_its_mail(tmp_path: Path) -> None:
    async def work(shelf: Shelf) -> None:
        mail = await shelf.add(MAIL, mail_of("dear Bob", {"a.pdf": None, "b.pdf": "two"}))
        await shelf.words()
        locked = (await documents(shelf))["lease.eml/a.pdf"]
        assert (locked.state, locked.error) == ("failed", Failure("password"))
        assert await shelf.catalog.documents.attention(shelf.library) == 1
        assert await shelf.catalog.documents.waiting(shelf.library) == ()
        await shelf.catalog.documents.retry([locked.id])
        assert await shelf.catalog.documents.waiting(shelf.library) == (mail,)
        assert (await shelf.state(locked.id), await shelf.state(mail)) == ("waiting", "searchable")
        await shelf.add(MAIL, mail_of("dear Bob", {"a.pdf": "one", "b.pdf": "two"}))
        await shelf.words()
        assert await shelf.state(locked.id) == "searchable"

    with_shelf(tmp_path, work)


def test_what_waits_with_a_mail_fails_with_it(tmp_path: Path) -> None:
    async def work(shelf: Shelf) -> None:
        mail = await shelf.add(MAIL, mail_of("dear Bob", {"a.pdf": None}))
        locked = (await documents(shelf))["lease.eml/a.pdf"]
        await shelf.catalog.documents.retry([locked.id])
        await shelf.catalog.documents.fail(mail, Failure("corrupt"))
        assert await shelf.state(locked.id) == "failed"
        assert await shelf.catalog.documents.waiting(shelf.library) == ()

    with_shelf(tmp_path, work)


def test_a_library_is_as_large_as_its_files(tmp_path: Path) -> None:
    async def work(shelf: Shelf) -> None:
        await shelf.catalog.documents.wait(shelf.library, shelf.root, [seen(MAIL, size=1000)])
        await shelf.add(MAIL, mail_of("dear Bob", {"a.pdf": "x" * 500}))
        [library] = await shelf.catalog.libraries.all()
        assert (library.documents, library.bytes) == (2, 10)

    with_shelf(tmp_path, work)


def test_a_mail_of_which_much_was_left_out_is_read_again_when_the_person_asks(tmp_path: Path) -> None:
    async def work(shelf: Shelf) -> None:
        attached = {"a.pdf": "one", "b.pdf": "two"}
        whole = mail_of("dear Bob", attached)
        warning = Failure("attached-left-out", {"count": "1"})
        mail = await shelf.add(MAIL, replace(whole, members=whole.members[:1], warning=warning))
        await shelf.words()
        assert (await shelf.one(mail)).warning == warning
        await shelf.catalog.documents.retry([mail])
        assert await shelf.catalog.documents.waiting(shelf.library) == (mail,)
        await shelf.catalog.contents.store([(mail, whole)])
        await shelf.words()
        assert (await shelf.one(mail)).warning is None
        assert len(await documents(shelf)) == 3
        await shelf.catalog.documents.retry([mail])
        assert await shelf.catalog.documents.waiting(shelf.library) == (), "there is nothing to be tried"

    with_shelf(tmp_path, work)
