"""What is typed into the search box: plain words, "phrases", -what is not wanted, filters, and OR.

    query   = { clause }
    clause  = "-" atom | atom { "OR" atom }
    atom    = phrase | filter | word
    phrase  = opening quote, anything, closing quote (or the end: it is still being typed)
    filter  = ("file" | "folder" | "type" | "title" | "before" | "after" | "page") ":" (phrase | word)
    word    = anything without a blank

Every text is a query: what the grammar does not know is a word. A minus before a digit is a number's.
"""

import re
from typing import Literal, NamedTuple

Field = Literal["file", "folder", "type", "title", "before", "after", "page"]
FIELDS: tuple[Field, ...] = ("file", "folder", "type", "title", "before", "after", "page")

_OPENING = '"“„«”'
_CLOSING = '"”“»'
_FILTER = re.compile(rf"({'|'.join(FIELDS)}):", re.IGNORECASE)
_BLANKS = re.compile(r"\s*")
# A hyphen behind a closing quote joins words (the "post"-war years); it takes nothing away.
_AFTER_QUOTE = re.compile(r"-*")
_WORD = re.compile(r"\S+")
_BEFORE_ATOM = re.compile(rf"-(?=[{_OPENING}]|[^\W\d])")
OR = "OR"


class Word(NamedTuple):
    """A piece of the text between blanks, as it was typed."""

    text: str


class Phrase(NamedTuple):
    """What must stand there exactly; `open` when its closing quote is missing."""

    text: str
    open: bool = False


class Filter(NamedTuple):
    """What the document, or the page, must be; `open` as in a phrase."""

    field: Field
    value: str
    quoted: bool = False
    open: bool = False


Atom = Word | Phrase | Filter


class Clause(NamedTuple):
    """One of `atoms` is wanted, or the only one is not."""

    atoms: tuple[Atom, ...]
    negated: bool = False


class Parsed(NamedTuple):
    """A query's clauses in order; `loose` when an OR has nothing to join and was left out."""

    clauses: tuple[Clause, ...]
    loose: bool = False

    @property
    def plain(self) -> bool:
        """Whether there is nothing but words: the text means what it says."""
        return not self.loose and all(
            not clause.negated and len(clause.atoms) == 1 and isinstance(clause.atoms[0], Word)
            for clause in self.clauses
        )


def parse(text: str) -> Parsed:
    """The clauses of any text; never raises."""
    clauses: list[Clause] = []
    joins = loose = False
    at = _after_blanks(text, 0)
    while at < len(text):
        if _is_or(text, at):
            # Only what stands on its left can be joined: nothing, or what is not wanted, cannot.
            loose = loose or joins
            joins = bool(clauses) and not clauses[-1].negated
            loose = loose or not joins
            at = _after_blanks(text, at + len(OR))
            continue
        negated = _BEFORE_ATOM.match(text, at) is not None
        atom, at = _atom(text, at + negated)
        if joins and not negated:
            clauses[-1] = Clause((*clauses[-1].atoms, atom))
        else:
            loose = loose or joins
            clauses.append(Clause((atom,), negated))
        joins = False
        at = _after_blanks(text, at)
    return Parsed(tuple(clauses), loose or joins)


def written(parsed: Parsed) -> str:
    """A text that is parsed as this again, but for an OR that was left out."""
    return " ".join(
        ("-" if clause.negated else "") + f" {OR} ".join(map(_written, clause.atoms))
        for clause in parsed.clauses
    )


def _after_blanks(text: str, at: int) -> int:
    found = _BLANKS.match(text, at)
    return found.end() if found else at


def _is_or(text: str, at: int) -> bool:
    end = at + len(OR)
    return text.startswith(OR, at) and (end == len(text) or text[end].isspace())


def _atom(text: str, at: int) -> tuple[Atom, int]:
    """The atom that begins here, and where it ends. A filter without a value is a word."""
    if text[at] in _OPENING:
        inside, end, closed = _quoted(text, at)
        return Phrase(inside, not closed), end
    field = _FILTER.match(text, at)
    if field and field.end() < len(text) and not text[field.end()].isspace():
        name: Field = field[1].lower()  # type: ignore[assignment]
        if text[field.end()] in _OPENING:
            inside, end, closed = _quoted(text, field.end())
            return Filter(name, inside, True, not closed), end
        value = _WORD.match(text, field.end())
        assert value is not None
        return Filter(name, value[0]), value.end()
    word = _WORD.match(text, at)
    assert word is not None
    return Word(word[0]), word.end()


def _quoted(text: str, at: int) -> tuple[str, int, bool]:
    """What is between the quote here and the next closing one, where that ends, and whether there is one."""
    end = at + 1
    while end < len(text) and text[end] not in _CLOSING:
        end += 1
    if end == len(text):
        return text[at + 1 :], end, False
    joined = _AFTER_QUOTE.match(text, end + 1)
    return text[at + 1 : end], joined.end() if joined else end + 1, True


def _written(atom: Atom) -> str:
    match atom:
        case Word(text):
            return text
        case Phrase(text, is_open):
            return f'"{text}' + ("" if is_open else '"')
        case Filter(field, value, quoted, is_open):
            return f"{field}:" + (f'"{value}' + ("" if is_open else '"') if quoted else value)
