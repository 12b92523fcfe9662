"""The tantivy index of one library: what is put in, and what BM25 finds. Blocking; no two writers."""

import contextlib
import errno
from collections.abc import Collection, Iterator, Sequence
from typing import Any

from msgspec import structs

from desktop_rag.adapters.keyword.clauses import UNTOLD, Clauses, groups_of
from desktop_rag.adapters.keyword.files import IndexFiles
from desktop_rag.adapters.keyword.neighbours import neighbours
from desktop_rag.domain.errors import DiskFull, KeywordIndexDamaged
from desktop_rag.domain.indexes import Held, InContents, KeywordQuery
from desktop_rag.domain.passages import Passage, Scored
from desktop_rag.domain.ports import TextAnalyzer

HEAP = 30_000_000
# From here on so many contents are asked for that most of what is found without asking belongs to them:
# a term for each costs 1 ms a thousand.
MANY_CONTENTS = 1000
WIDER = 4


@contextlib.contextmanager
def _named_errors() -> Iterator[None]:
    """tantivy raises ValueError for everything, and a panic in it is no Exception."""
    try:
        yield
    except (KeyboardInterrupt, SystemExit, KeywordIndexDamaged, DiskFull):
        raise
    except BaseException as error:
        if getattr(error, "errno", None) == errno.ENOSPC or "No space left" in str(error):
            raise DiskFull() from error
        raise KeywordIndexDamaged(kind=type(error).__name__) from error


def _many_contents(query: KeywordQuery) -> frozenset[int]:
    """The contents, where to belong to one of very many is the only condition; otherwise none."""
    if query.excluded or len(query.required) != 1 or len(query.required[0]) != 1:
        return frozenset()
    (condition,) = query.required[0]
    if not isinstance(condition, InContents) or len(condition.contents) < MANY_CONTENTS:
        return frozenset()
    return frozenset(condition.contents)


class LibraryIndex:
    """Opened by the first call that needs it; a search sees what was committed last."""

    def __init__(self, files: IndexFiles, analyzer: TextAnalyzer) -> None:
        """Raises `KeywordIndexDamaged`."""
        with _named_errors():
            import tantivy

            self._tantivy: Any = tantivy
            self._analyzer = analyzer
            if files.exist:
                files.check()
            else:
                files.make()
            self._schema = self._described()
            self._index: Any = tantivy.Index(self._schema, path=str(files.folder), reuse=True)
            self._index.config_reader("manual")
            self._searcher: Any = self._index.searcher()
            self._writer: Any = None

    def _described(self) -> Any:
        """Words come in analysed and joined by spaces, so tantivy only splits them again."""
        builder = self._tantivy.SchemaBuilder()
        # Signed: `delete_documents_by_term` on an unsigned field deletes nothing and says nothing.
        builder.add_integer_field("id", indexed=True, fast=True)
        builder.add_integer_field("content", indexed=True, fast=True)
        builder.add_integer_field("page", indexed=True, fast=True)
        builder.add_text_field("language", tokenizer_name="raw", index_option="basic")
        builder.add_text_field("stems", tokenizer_name="whitespace", index_option="freq")
        builder.add_text_field("words", tokenizer_name="whitespace", index_option="position")
        builder.add_text_field("names", tokenizer_name="whitespace", index_option="freq")
        return builder.build()

    @property
    def count(self) -> int:
        number: int = self._searcher.num_docs
        return number

    # ---- writing

    def add(self, passages: Sequence[Passage], again: bool) -> None:
        with _named_errors():
            writer = self._writing()
            for passage in passages:
                if again:
                    writer.delete_documents_by_term("id", passage.id)
                writer.add_document(self._document(passage))

    def delete(self, passages: Sequence[int]) -> None:
        with _named_errors():
            writer = self._writing()
            for passage in passages:
                writer.delete_documents_by_term("id", passage)

    def commit(self) -> None:
        """What was added and deleted is on disk and found; does nothing when that is nothing."""
        if self._writer is None:
            return
        with _named_errors():
            try:
                self._writer.commit()
            except BaseException:
                # What is in it is lost; the outbox still has it.
                self._writer = None
                raise
            self._index.reload()
            self._searcher = self._index.searcher()

    def _writing(self) -> Any:
        if self._writer is None:
            self._writer = self._index.writer(HEAP, 1)
        return self._writer

    def _document(self, passage: Passage) -> Any:
        head = " \n".join((passage.document_title, *passage.heading))
        language, both = passage.language, self._analyzer.bare_both
        (heads, head_words), (text, words) = both(language, head), both(language, passage.text)
        names = self._analyzer.bare_terms(language, " ".join(passage.file_names))
        document = self._tantivy.Document()
        document.add_integer("id", passage.id)
        document.add_integer("content", passage.content)
        document.add_integer("page", passage.page)
        document.add_text("language", passage.language or UNTOLD)
        document.add_text("stems", " ".join(heads + heads + text))
        document.add_text("words", " ".join(head_words + words))
        document.add_text("names", " ".join(names))
        return document

    # ---- searching

    def search(self, query: KeywordQuery, limit: int) -> list[Scored]:
        with _named_errors():
            best: dict[int, float] = {}
            for passage, score in self._scored(query, limit):
                best[passage] = max(score, best.get(passage, 0.0))
        ranked = sorted(best.items(), key=lambda item: (-item[1], item[0]))
        return [Scored(passage, score) for passage, score in ranked[:limit]]

    def _scored(self, query: KeywordQuery, limit: int) -> Iterator[tuple[int, float]]:
        """The best of each group of languages."""
        searcher = self._searcher
        clauses = Clauses(self._tantivy, self._schema, searcher)
        groups = groups_of(query)
        for at, languages in groups:
            terms = tuple(dict.fromkeys(query.terms[at])) if query.terms else ()
            wanted = clauses.words(terms, query.prefix)
            if wanted is None and (any(query.terms) or query.prefix or not query.bounded):
                continue
            alone = len(groups) == 1
            found = self._among_many(searcher, wanted, query, limit) if alone and wanted is not None else None
            if found is None:
                if query.bounded:
                    wanted = clauses.bounded(wanted, query, at)
                if not alone:
                    wanted = clauses.only(wanted, "language", languages)
                found = self._found(searcher, wanted, limit)
            yield from found

    def _among_many(
        self, searcher: Any, wanted: Any, query: KeywordQuery, limit: int
    ) -> list[tuple[int, float]] | None:
        """Where the only condition is to belong to one of very many contents: the first of all passages
        that do, or None when that are too few."""
        contents = _many_contents(query)
        if not contents:
            return None
        hits = searcher.search(wanted, limit * WIDER, count=False).hits
        held = searcher.fast_field_values("content", [address for _, address in hits])
        among = [hit for hit, content in zip(hits, held, strict=True) if content in contents]
        if len(among) < limit and len(hits) == limit * WIDER:
            return None
        return self._with_ids(searcher, among[:limit])

    def _found(self, searcher: Any, wanted: Any, limit: int) -> list[tuple[int, float]]:
        if limit < 1:
            return []
        return self._with_ids(searcher, searcher.search(wanted, limit, count=False).hits)

    def _with_ids(self, searcher: Any, hits: Sequence[tuple[float, Any]]) -> list[tuple[int, float]]:
        ids = searcher.fast_field_values("id", [address for _, address in hits])
        return [(passage, score) for passage, (score, _) in zip(ids, hits, strict=True)]

    def holding(self, query: KeywordQuery, limit: int, among: Collection[int] | None) -> Held:
        with _named_errors():
            searcher = self._searcher
            clauses = Clauses(self._tantivy, self._schema, searcher)
            # Only conditions tell the languages apart here.
            groups = groups_of(structs.replace(query, terms=((),) * len(query.languages)))
            held: list[int] = []
            total = 0
            for at, languages in groups:
                wanted = clauses.bounded(None, query, at)
                if among is not None:
                    wanted = clauses.only(wanted, "id", among)
                if len(groups) > 1:
                    wanted = clauses.only(wanted, "language", languages)
                found = searcher.search(wanted, max(1, limit), count=True)
                total += found.count
                held += searcher.fast_field_values("id", [address for _, address in found.hits])
        return Held(tuple(sorted(held)[:limit]), total)

    def frequency(self, forms: Sequence[str]) -> int:
        """The word comes first, then its stems."""
        with _named_errors():
            places = [("words", forms[0]), *((field, stem) for stem in forms for field in ("stems", "names"))]
            return max(int(self._searcher.doc_freq(field, form)) for field, form in places if form)

    def neighbours(self, word: str, distance: int) -> tuple[tuple[str, int], ...]:
        with _named_errors():
            searcher = self._searcher
            clauses = Clauses(self._tantivy, self._schema, searcher)

            def near(steps: int) -> bool:
                return bool(searcher.search(clauses.like(word, steps), 1, count=False).hits)

            return tuple(
                neighbours(
                    word,
                    distance,
                    near,
                    lambda other: int(searcher.doc_freq("words", other)),
                    lambda begun: searcher.terms_with_prefix("words", begun),
                )
            )
