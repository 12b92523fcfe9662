"""What a parsed query asks for: words to rank by, and what a passage and its document must be."""

from typing import NamedTuple

from desktop_rag.domain.errors import Failure
from desktop_rag.domain.queries import DocumentFilter, Filters
from desktop_rag.searching.filters import Pages, understood
from desktop_rag.searching.syntax import Atom, Clause, Filter, Parsed, Phrase, Word, parse, written

Wish = Word | Phrase | Pages | DocumentFilter

# Nobody types more; a page that was pasted with all its quotes and hyphens is words.
MOST_DEMANDS = 64


class Understood(NamedTuple):
    """A query as it is searched for.

    `words` is what is left for the model and for meaning: the text itself where it is plain, otherwise its
    words and phrases; `singles` are its words without those of phrases. `filters`: a document must match
    one of each tuple. `wishes`: a passage must meet one of each tuple. `unwished`: it must meet none.
    `bounds` are the filters as they were typed, `said` failures for people. `begun`: the last of the words
    may be unfinished.
    """

    text: str
    words: str
    singles: str
    filters: Filters = ()
    wishes: tuple[tuple[Wish, ...], ...] = ()
    unwished: tuple[Wish, ...] = ()
    bounds: str = ""
    said: tuple[Failure, ...] = ()
    begun: bool = False

    @property
    def phrases(self) -> tuple[Phrase, ...]:
        """Those that are wanted: each stands among the wishes."""
        return tuple(one for any_of in self.wishes for one in any_of if isinstance(one, Phrase))

    def without_phrases(self) -> "Understood":
        """The same with the words of its phrases wherever they stand."""
        kept = tuple(any_of for any_of in self.wishes if not any(isinstance(one, Phrase) for one in any_of))
        return self._replace(wishes=kept, singles=self.words)


def plainly(text: str, typing: bool = False) -> Understood:
    """The text as words and nothing else."""
    return Understood(text, text, text, begun=typing)


def understand(text: str, typing: bool = False) -> Understood:
    """Any text is a query; with `typing` its end may be unfinished, and is not complained of."""
    parsed = parse(text)
    if parsed.plain:
        return plainly(text, typing)
    if _demands(parsed) > MOST_DEMANDS:
        return plainly(text, typing)._replace(said=(Failure("query-long"),))
    reading = _Reading(typing)
    for number, clause in enumerate(parsed.clauses, 1):
        reading.take(clause, last=number == len(parsed.clauses))
    if parsed.loose and not typing:
        reading.say("query-or", "OR")
    return reading.result(text, parsed)


def _demands(parsed: Parsed) -> int:
    """How many phrases, filters, alternatives and things that are not wanted there are."""
    return sum(
        len(clause.atoms)
        for clause in parsed.clauses
        if clause.negated or len(clause.atoms) > 1 or not isinstance(clause.atoms[0], Word)
    )


class _Reading:
    """Clause after clause."""

    def __init__(self, typing: bool) -> None:
        self._typing = typing
        self._words: list[str] = []
        self._singles: list[str] = []
        self._bounds: list[str] = []
        self._filters: list[tuple[DocumentFilter, ...]] = []
        self._wishes: list[tuple[Wish, ...]] = []
        self._unwished: list[Wish] = []
        self._said: list[Failure] = []

    def say(self, code: str, what: str) -> None:
        self._said.append(Failure(code, {"what": what}))

    def take(self, clause: Clause, last: bool) -> None:
        unfinished = self._typing and last
        wishes = [
            wish
            for atom in clause.atoms
            if (wish := self._wish(atom, clause.negated, unfinished and atom is clause.atoms[-1])) is not None
        ]
        if any(isinstance(wish, DocumentFilter | Pages) for wish in wishes):
            self._bounds.append(written(Parsed((clause,))))
        if clause.negated:
            self._take_away(wishes)
            return
        self._words += [wish.text for wish in wishes if isinstance(wish, Word | Phrase)]
        self._singles += [wish.text for wish in wishes if isinstance(wish, Word)]
        documents = [wish for wish in wishes if isinstance(wish, DocumentFilter)]
        if documents and len(documents) == len(wishes):
            self._filters.append(tuple(documents))
        elif any(not isinstance(wish, Word) for wish in wishes):
            self._wishes.append(tuple(wishes))

    def _take_away(self, wishes: list[Wish]) -> None:
        for wish in wishes:
            if isinstance(wish, DocumentFilter):
                self._filters.append((wish,))
            else:
                self._unwished.append(wish)

    def _wish(self, atom: Atom, negated: bool, unfinished: bool) -> Wish | None:
        """None for what says nothing yet."""
        match atom:
            case Filter():
                wish = understood(atom, negated, unfinished)
                if wish is not None:
                    return wish
                return None if unfinished else self._as_word(atom, negated)
            case Phrase(text, is_open) if is_open and not self._typing:
                self.say("query-quote", f'"{text}')
                return Word(text) if text.strip() else None
            case Phrase(text):
                return atom if text.strip() else None
            case _:
                return atom

    def _as_word(self, atom: Filter, negated: bool) -> Word | None:
        self.say("query-filter", written(Parsed((Clause((atom,), negated),))))
        return None if negated else Word(f"{atom.field} {atom.value}")

    def result(self, text: str, parsed: Parsed) -> Understood:
        last = parsed.clauses[-1] if parsed.clauses else None
        if self._unwished and not (self._words or self._filters or self._wishes):
            if not self._typing:
                self.say("query-nothing", text.strip())
            self._unwished.clear()
        begun = self._typing and last is not None and not last.negated and isinstance(last.atoms[-1], Word)
        return Understood(
            text,
            " ".join(self._words),
            " ".join(self._singles),
            tuple(dict.fromkeys(self._filters)),
            tuple(dict.fromkeys(self._wishes)),
            tuple(dict.fromkeys(self._unwished)),
            " ".join(self._bounds),
            tuple(self._said),
            begun and not text[-1:].isspace(),
        )
