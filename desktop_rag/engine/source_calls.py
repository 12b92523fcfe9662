"""Calls that show a document: its text, its pages, and where passages stand on them."""

from collections.abc import Mapping

from desktop_rag.domain.ports import Passwords
from desktop_rag.domain.reading import PageLetters, PageMarks, PagePicture, SourceView
from desktop_rag.engine import calls
from desktop_rag.engine.parts import Parts
from desktop_rag.processes.calls import Reporter
from desktop_rag.processes.child import Handler
from desktop_rag.sources.emphasis import EmphasisFinder
from desktop_rag.sources.finding import WordFinder
from desktop_rag.sources.letters import LetterFinder
from desktop_rag.sources.marks import MarkFinder
from desktop_rag.sources.page import PageDrawer, SourceOpener
from desktop_rag.sources.page_files import PageFiles


class SourceCalls:
    """Sources, pages, marks, and what of a passage answers best."""

    def __init__(self, parts: Parts, passwords: Passwords) -> None:
        catalog = parts.catalog
        self._opener = SourceOpener(catalog.documents, catalog.contents, parts.files)
        files = PageFiles(catalog.documents, catalog.contents, passwords)
        self._drawer = PageDrawer(files, parts.reader)
        self._finder = MarkFinder(files, catalog.contents, parts.reader)
        self._letters = LetterFinder(files, catalog.contents, parts.reader)
        self._words = WordFinder(catalog.contents)
        self._emphasis = EmphasisFinder(catalog.contents, parts.analyzer)

    def handlers(self) -> Mapping[str, Handler]:
        return {
            calls.SOURCE.name: self._source,
            calls.PAGE.name: self._page,
            calls.MARKS.name: self._marks,
            calls.EMPHASIS.name: self._emphases,
            calls.LETTERS.name: self._page_letters,
            calls.PAGES.name: self._sizes,
            calls.FIND.name: self._find,
        }

    async def _source(self, wanted: calls.OpenSource, report: Reporter) -> SourceView:
        return await self._opener.open(wanted.document, wanted.start, wanted.end, wanted.unit)

    async def _page(self, wanted: calls.DrawPage, report: Reporter) -> PagePicture:
        return await self._drawer.draw(wanted.document, wanted.page, wanted.width, report)

    async def _marks(self, wanted: calls.FindMarks, report: Reporter) -> PageMarks:
        return await self._finder.find(wanted.document, wanted.page, wanted.spans)

    async def _emphases(self, wanted: calls.FindEmphasis, report: Reporter) -> calls.Emphases:
        found = await self._emphasis.find(wanted.document, wanted.spans, wanted.query, wanted.near)
        return calls.Emphases(found)

    async def _page_letters(self, wanted: calls.OnPage, report: Reporter) -> PageLetters:
        return await self._letters.find(wanted.document, wanted.page)

    async def _sizes(self, wanted: calls.OfDocument, report: Reporter) -> calls.PageSizes:
        return calls.PageSizes(await self._opener.sizes(wanted.document))

    async def _find(self, wanted: calls.FindWords, report: Reporter) -> calls.WordsInDocument:
        return calls.WordsInDocument(*await self._words.find(wanted.document, wanted.query))
