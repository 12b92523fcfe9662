"""What is typed becomes clauses, whatever it is."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop_rag.searching.syntax import FIELDS, Clause, Filter, Parsed, Phrase, Word, parse, written


def clauses(text: str) -> tuple[Clause, ...]:
    return parse(text).clauses


def one(atom: Word | Phrase | Filter, negated: bool = False) -> tuple[Clause, ...]:
    return (Clause((atom,), negated),)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("cat", one(Word("cat"))),
        ('"black cat"', one(Phrase("black cat"))),
        ("“black cat”", one(Phrase("black cat"))),
        ("„schwarze Katze“", one(Phrase("schwarze Katze"))),
        ('"black c', one(Phrase("black c", open=True))),
        ("-cat", one(Word("cat"), True)),
        ('-"black cat"', one(Phrase("black cat"), True)),
        ("type:pdf", one(Filter("type", "pdf"))),
        ("TYPE:pdf", one(Filter("type", "pdf"))),
        ("-type:pdf", one(Filter("type", "pdf"), True)),
        ('folder:"my taxes"', one(Filter("folder", "my taxes", quoted=True))),
        ('folder:"my ta', one(Filter("folder", "my ta", quoted=True, open=True))),
        ("cat OR dog", (Clause((Word("cat"), Word("dog"))),)),
        ('a OR "b c" OR page:7', (Clause((Word("a"), Phrase("b c"), Filter("page", "7"))),)),
    ],
)
def test_what_is_typed_is_understood(text: str, expected: tuple[Clause, ...]) -> None:
    assert clauses(text) == expected
    assert not parse(text).loose


@pytest.mark.parametrize(
    "text",
    ["what is this", "-40 degrees", "a - b", '5" pipe', "type: pdf", "re: file", "http://x.org", "--help",
     "a:b", "or", "Orwell ORdered", "e-mail state-of-the-art", "it's", "(a b)", "50%", "C++"],
)  # fmt: skip
def test_ordinary_text_is_words_and_nothing_else(text: str) -> None:
    parsed = parse(text)
    assert parsed.plain
    assert [clause.atoms[0] for clause in parsed.clauses] == [Word(piece) for piece in text.split()]


@pytest.mark.parametrize("text", ["OR cat", "cat OR", "cat OR OR dog", "cat OR -dog", "-cat OR dog", "OR"])
def test_an_or_that_joins_nothing_is_left_out_and_told(text: str) -> None:
    parsed = parse(text)
    assert parsed.loose and not parsed.plain
    words = {atom.text for clause in parsed.clauses for atom in clause.atoms if isinstance(atom, Word)}
    assert "OR" not in words


def test_a_hyphen_behind_a_quote_takes_nothing_away() -> None:
    assert clauses('the "post"-war years') == (
        Clause((Word("the"),)), Clause((Phrase("post"),)), Clause((Word("war"),)), Clause((Word("years"),)),
    )  # fmt: skip


LETTERS = st.sampled_from('ab9-":“”„«» \n\tOR é黑\u202e\x00\ud800filetypagndor*')
TEXTS = st.one_of(
    st.text(max_size=60),
    st.lists(LETTERS, max_size=40).map("".join),
    st.lists(
        st.sampled_from(
            [
                "cat",
                "-",
                '"',
                " ",
                "OR",
                "type:",
                "file:",
                "page:",
                "before:2024",
                "-not",
                "“",
                "”",
                "7-9",
                "\n",
            ]
        ),
        max_size=12,
    ).map("".join),
)


@given(TEXTS)
@settings(max_examples=400, deadline=None)
def test_any_text_is_a_query_and_written_again_it_is_the_same(text: str) -> None:
    parsed = parse(text)
    again = parse(written(parsed))
    assert again.clauses == parsed.clauses
    assert not again.loose


@given(TEXTS)
@settings(max_examples=200, deadline=None)
def test_nothing_that_was_typed_is_lost(text: str) -> None:
    kept = "".join(
        atom.text if not isinstance(atom, Filter) else atom.value
        for clause in parse(text).clauses
        for atom in clause.atoms
    )
    letters = [letter for letter in kept if letter.isalnum()]
    typed = [letter for letter in text if letter.isalnum()]
    fields = "".join(FIELDS)
    missing = [letter for letter in typed if typed.count(letter) > letters.count(letter)]
    assert all(letter.lower() in fields + "or" for letter in missing)


ATOMS = st.one_of(
    st.sampled_from(["cat", "Katze", "e-mail", "50%", "7"]).map(Word),
    st.sampled_from(["black cat", "a", "-x y", "OR"]).map(Phrase),
    st.builds(
        lambda field, value: Filter(field, value, " " in value),
        st.sampled_from(FIELDS),
        st.sampled_from(["x", "2024-03", "my taxes", "7-9"]),
    ),
)
CLAUSES = st.one_of(
    st.lists(ATOMS, min_size=1, max_size=3).map(lambda atoms: Clause(tuple(atoms))),
    ATOMS.filter(lambda atom: not (isinstance(atom, Word) and atom.text[0].isdigit())).map(
        lambda atom: Clause((atom,), True)
    ),
)


@given(st.lists(CLAUSES, max_size=6))
@settings(max_examples=200, deadline=None)
def test_clauses_that_are_written_are_read_again(made: list[Clause]) -> None:
    parsed = Parsed(tuple(made))
    assert parse(written(parsed)) == parsed
