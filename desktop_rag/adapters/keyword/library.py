"""The tantivy index of one library: what is put in, and what BM25 finds. Blocking; no two writers."""

import contextlib
import errno
from collections.abc import Collection, Iterator, Sequence
from typing import Any

from desktop_rag.adapters.keyword.files import IndexFiles
from desktop_rag.domain.errors import DiskFull, KeywordIndexDamaged
from desktop_rag.domain.passages import Passage, Scored
from desktop_rag.domain.ports import KeywordQuery, TextAnalyzer

HEAP = 30_000_000
# The commonest words that begin with what is being typed; more change nothing that is seen.
EXPANSIONS = 24
# How a passage is marked whose language is not known.
UNTOLD = "?"
# A file's name counts less than its text: all passages of the file share it.
NAME_WEIGHT = 0.5


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


def _by_terms(query: KeywordQuery) -> dict[tuple[str, ...], list[str]]:
    """The languages for which the query is made of the same words: they are searched at once."""
    languages = query.languages or (UNTOLD,) * len(query.terms)
    groups: dict[tuple[str, ...], list[str]] = {}
    for language, terms in zip(languages, query.terms, strict=True):
        groups.setdefault(tuple(dict.fromkeys(terms)), []).append(language or UNTOLD)
    return groups or {(): []}


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
        document.add_text("language", passage.language or UNTOLD)
        document.add_text("stems", " ".join(heads + heads + text))
        document.add_text("words", " ".join(head_words + words))
        document.add_text("names", " ".join(names))
        return document

    # ---- searching

    def search(self, query: KeywordQuery, limit: int, within: Collection[int] | None) -> list[Scored]:
        with _named_errors():
            best: dict[int, float] = {}
            searcher = self._searcher
            groups = _by_terms(query)
            for terms, languages in groups.items():
                wanted = self._query(searcher, terms, query.prefix)
                if len(groups) > 1:
                    wanted = self._only(wanted, self._any("language", languages))
                if within is not None:
                    wanted = self._only(wanted, self._any("id", within))
                for passage, score in self._found(searcher, wanted, limit):
                    best[passage] = max(score, best.get(passage, 0.0))
        ranked = sorted(best.items(), key=lambda item: (-item[1], item[0]))
        return [Scored(passage, score) for passage, score in ranked[:limit]]

    def _found(self, searcher: Any, wanted: Any, limit: int) -> list[tuple[int, float]]:
        if wanted is None or limit < 1:
            return []
        hits = searcher.search(wanted, limit, count=False).hits
        ids = searcher.fast_field_values("id", [address for _, address in hits])
        return [(passage, score) for passage, (score, _) in zip(ids, hits, strict=True) if score > 0]

    def _query(self, searcher: Any, terms: tuple[str, ...], prefix: str) -> Any:
        """Any of the terms; a file whose name holds all of them; words that begin with the prefix."""
        query, must, should = self._tantivy.Query, self._tantivy.Occur.Must, self._tantivy.Occur.Should
        clauses = [(should, query.term_query(self._schema, "stems", term, "freq")) for term in terms]
        if terms:
            named = [(must, query.term_query(self._schema, "names", term, "freq")) for term in terms]
            clauses.append((should, query.boost_query(query.boolean_query(named), NAME_WEIGHT)))
        begun = searcher.terms_with_prefix("words", prefix, limit=EXPANSIONS) if prefix else ()
        if begun:
            ways = [query.term_query(self._schema, "words", word, "freq") for word, _ in begun]
            clauses.append((should, query.disjunction_max_query(ways)))
        return query.boolean_query(clauses) if clauses else None

    def _any(self, field: str, values: Collection[str] | Collection[int]) -> Any:
        return self._tantivy.Query.term_set_query(self._schema, field, list(values))

    def _only(self, wanted: Any, among: Any) -> Any:
        """The same scores, for fewer passages."""
        if wanted is None:
            return None
        query, must = self._tantivy.Query, self._tantivy.Occur.Must
        return query.boolean_query([(must, wanted), (must, query.const_score_query(among, 0.0))])
