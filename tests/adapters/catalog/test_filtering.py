"""Which documents match filters: by type, date, name, folder and title."""

from pathlib import Path

import msgspec
import pytest

from desktop_rag.domain.errors import LibraryUnknown
from desktop_rag.domain.queries import DocumentFilter, Selection
from tests.adapters.catalog.shelf import Shelf, read_of, with_shelf

YEAR = 365 * 86_400 * 10**9


async def fill(shelf: Shelf) -> dict[str, int]:
    """Documents by the names that tests call them."""
    made = {}
    for number, (name, path, kind, title, date) in enumerate(
        (
            ("report", b"/docs/Taxes/2023/Annual Report.pdf", "pdf", "", 3 * YEAR),
            ("resume", b"/docs/Taxes/R\xc3\xa9sum\xc3\xa9.docx", "docx", "Über uns", None),
            ("notes", b"/docs/notes/report.md", "markdown", "The notes", 5 * YEAR),
            ("code", b"/docs/notes/script.py", "code", "", None),
        )
    ):
        read = msgspec.structs.replace(read_of(f"text {number}", title=title, kind=kind), date_ns=date)
        made[name] = await shelf.add(path, read)
    await shelf.words()
    return made


def of(field: str, text: str, negated: bool = False) -> DocumentFilter:
    return DocumentFilter(field, text, negated=negated)  # type: ignore[arg-type]


def kinds(*names: str, negated: bool = False) -> DocumentFilter:
    return DocumentFilter("type", names[0], names, tuple(f".{name}" for name in names), negated=negated)


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ([], {"report", "resume", "notes", "code"}),
        ([[kinds("pdf")]], {"report"}),
        ([[kinds("pdf"), kinds("docx")]], {"report", "resume"}),
        ([[kinds("pdf", negated=True)]], {"resume", "notes", "code"}),
        ([[kinds("py")]], {"code"}),
        ([[DocumentFilter("before", moment_ns=4 * YEAR)]], {"report", "resume", "code"}),
        ([[DocumentFilter("after", moment_ns=3 * YEAR)]], {"report", "notes"}),
        ([[DocumentFilter("after", moment_ns=3 * YEAR)], [kinds("pdf")]], {"report"}),
        ([[of("file", "report")]], {"report", "notes"}),
        ([[of("file", "REPORT.pdf")]], {"report"}),
        ([[of("file", "resume")]], {"resume"}),
        ([[of("file", "*.md")]], {"notes"}),
        ([[of("file", "s?ript.*")]], {"code"}),
        ([[of("file", "report*")]], {"notes"}),
        ([[of("file", "[report]")]], set()),
        ([[of("file", "taxes")]], set()),
        ([[of("folder", "taxes")]], {"report", "resume"}),
        ([[of("folder", "taxes/2023")]], {"report"}),
        ([[of("folder", "taxes\\2023/")]], {"report"}),
        ([[of("folder", "/docs/notes")]], {"notes", "code"}),
        ([[of("folder", "/docs/note")]], set()),
        ([[of("folder", "docs")]], {"report", "resume", "notes", "code"}),
        ([[of("folder", "notes", negated=True)]], {"report", "resume"}),
        ([[of("title", "uber UNS")]], {"resume"}),
        ([[of("title", "report")]], {"report"}),
        ([[of("title", "notes"), kinds("pdf")]], {"report", "notes"}),
        ([[of("title", "notes"), DocumentFilter("before", moment_ns=4 * YEAR, negated=True)]], {"notes"}),
        ([[of("title", "notes")], [of("file", "report")]], {"notes"}),
    ],
)
def test_documents_match_by_what_they_are(
    tmp_path: Path, wanted: list[list[DocumentFilter]], expected: set[str]
) -> None:
    async def work(shelf: Shelf) -> None:
        made = await fill(shelf)
        found = await shelf.catalog.documents.matching(shelf.library, wanted)
        assert set(found.documents) == {made[name] for name in expected}
        assert len(found.contents) == len(expected) and found.passages == 2 * len(expected)

    with_shelf(tmp_path, work)


def test_a_root_is_a_folder_too_but_what_it_lies_in_is_not(tmp_path: Path) -> None:
    async def work(shelf: Shelf) -> None:
        root = await shelf.catalog.libraries.add_root(shelf.library, b"/home/anna/papers", "folder", 1)
        shelf.root = root.id
        paper = await shelf.add(b"/home/anna/papers/x/a.pdf", read_of("one"))
        await shelf.words()
        matching = shelf.catalog.documents.matching
        assert (await matching(shelf.library, [[of("folder", "papers")]])).documents == (paper,)
        assert (await matching(shelf.library, [[of("folder", "anna")]])).documents == ()
        assert (await matching(shelf.library, [[of("folder", "/home/anna")]])).documents == (paper,)

    with_shelf(tmp_path, work)


def test_a_scope_leaves_its_documents_alone(tmp_path: Path) -> None:
    async def work(shelf: Shelf) -> None:
        made = await fill(shelf)
        matching = shelf.catalog.documents.matching
        scope = [made["report"], made["code"], 9999]
        assert set((await matching(shelf.library, [], scope)).documents) == {made["report"], made["code"]}
        assert (await matching(shelf.library, [[kinds("pdf")]], scope)).documents == (made["report"],)

    with_shelf(tmp_path, work)


def test_what_cannot_be_searched_does_not_match(tmp_path: Path) -> None:
    async def work(shelf: Shelf) -> None:
        await shelf.add(b"/docs/a.pdf", read_of("not in the index yet"))
        assert await shelf.catalog.documents.matching(shelf.library, []) == Selection((), (), 0)
        await shelf.words()
        assert len((await shelf.catalog.documents.matching(shelf.library, [])).documents) == 1

    with_shelf(tmp_path, work)


def test_an_answer_is_remembered_until_something_changes(tmp_path: Path) -> None:
    async def work(shelf: Shelf) -> None:
        made = await fill(shelf)
        matching = shelf.catalog.documents.matching
        first = await matching(shelf.library, [[kinds("pdf")]])
        assert await matching(shelf.library, [[kinds("pdf")]]) is first
        await shelf.catalog.documents.remove([made["report"]])
        assert (await matching(shelf.library, [[kinds("pdf")]])).documents == ()

    with_shelf(tmp_path, work)


def test_the_first_passages_of_the_newest_documents_come_first(tmp_path: Path) -> None:
    async def work(shelf: Shelf) -> None:
        made = await fill(shelf)
        contents = shelf.catalog.contents
        first = await contents.first_passages(list(made.values()))
        shown = await contents.documents_of(shelf.library, first)
        assert [shown[passage][0] for passage in first][:2] == [made["notes"], made["report"]]
        assert first[:1] == await contents.first_passages(list(made.values()), 1)
        assert await contents.first_passages([9999]) == ()

    with_shelf(tmp_path, work)


def test_the_id_of_a_library_is_told_by_its_name(tmp_path: Path) -> None:
    async def work(shelf: Shelf) -> None:
        assert await shelf.catalog.libraries.id_of("My library") == shelf.library
        with pytest.raises(LibraryUnknown):
            await shelf.catalog.libraries.id_of("nobody's")

    with_shelf(tmp_path, work)


def test_long_texts_are_unpacked_as_far_as_they_are_shown(tmp_path: Path) -> None:
    async def work(shelf: Shelf) -> None:
        pages = ["A first page. " * 900, "é黑 " * 3000, "The last."]
        document = await shelf.add(b"/docs/long.pdf", read_of(*pages))
        await shelf.words()
        contents = shelf.catalog.contents
        ids = await contents.passages_of([document])
        backwards = [(await contents.passages([one]))[0] for one in reversed(ids)]
        together = await contents.passages(ids)
        assert [one.text for one in together] == [one.text for one in reversed(backwards)]
        text = "\x0c".join(pages)
        assert all(text[one.start : one.end] == one.text for one in together)
        assert [one.page for one in together] == [1, 1, 2, 2, 3, 3]
        assert together[0].after == text[together[0].end : together[0].end + 8]
        assert together[1].after == ""

    with_shelf(tmp_path, work)
