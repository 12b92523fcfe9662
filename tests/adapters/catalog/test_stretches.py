"""Texts that are packed so that any piece of them can be unpacked alone."""

import sqlite3
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop_rag.adapters.catalog.stretches import ONE, STRETCH, packed, stretches_of
from desktop_rag.adapters.catalog.unit_texts import UnitTexts, Wanted

texts = st.builds(
    lambda some, times, end: some * times + end,
    st.text(alphabet="ab é黑🐈\n", min_size=1, max_size=60),
    st.integers(0, 400),
    st.text(max_size=20),
)


@given(texts)
@settings(max_examples=200, deadline=None)
def test_the_whole_is_an_ordinary_stream_of_zlib(text: str) -> None:
    found, _ = packed(text)
    assert zlib.decompress(found).decode() == text


@given(texts, st.data())
@settings(max_examples=300, deadline=None)
def test_any_piece_is_unpacked_alone(text: str, data: st.DataObject) -> None:
    first = data.draw(st.integers(0, len(text)))
    last = data.draw(st.integers(first, len(text) + 10))
    found, row = packed(text)
    stretches = stretches_of(row)
    numbers = stretches.between(first, last)
    whole = "".join(stretches.unpacked(found, number) for number in numbers)
    before = numbers.start * stretches.length
    assert whole[first - before : last - before] == text[first:last]
    assert len(numbers) <= 2 + (last - first) // STRETCH


@pytest.mark.parametrize("length", [0, 1, STRETCH - 1, STRETCH, STRETCH + 1, 2 * STRETCH, 2 * STRETCH + 1])
def test_each_stretch_holds_its_share(length: int) -> None:
    text = "é" * length
    found, row = packed(text)
    stretches = stretches_of(row)
    assert (row is None) == (length <= STRETCH)
    parts = [stretches.unpacked(found, number) for number in range(len(stretches.ends) + 1)]
    assert "".join(parts) == text
    assert all(len(part) == STRETCH for part in parts[:-1])


def test_a_text_without_stretches_is_unpacked_whole() -> None:
    text = "An older row. " * 1_000
    assert ONE.unpacked(zlib.compress(text.encode()), 0) == text


Rows = dict[tuple[int, int], bytes | None]


def _units(texts: dict[tuple[int, int], str]) -> tuple[sqlite3.Connection, Rows]:
    db = sqlite3.connect(":memory:")
    db.execute("CREATE TABLE units (content, number, text)")
    rows = {key: packed(text) for key, text in texts.items()}
    db.executemany("INSERT INTO units VALUES (?, ?, ?)", [(*key, found) for key, (found, _) in rows.items()])
    return db, {key: row for key, (_, row) in rows.items()}


def test_what_was_unpacked_a_moment_ago_is_not_read_again() -> None:
    texts = {(1, 0): "A first text. " * 2_000, (1, 1): "short", (2, 0): "Another text. " * 2_000}
    db, rows = _units(texts)
    wanted = [
        Wanted(key, stretches_of(rows[key]), first, first + 900)
        for key in texts
        for first in (0, 4_000, 8_100, 20_000)
        if first < len(texts[key])
    ]
    held = UnitTexts()
    expected = [texts[one.unit][one.first : one.last] for one in wanted]
    assert held.of(db, wanted) == expected
    db.execute("DELETE FROM units")
    assert held.of(db, list(reversed(wanted))) == list(reversed(expected))
    with pytest.raises(KeyError):
        held.of(db, [Wanted((1, 0), stretches_of(rows[1, 0]), 12_500, 12_600)])


def test_no_more_is_held_than_was_said() -> None:
    texts = {(number, 0): chr(97 + number) * 3_000 for number in range(20)}
    db, _ = _units(texts)
    held = UnitTexts(held=10_000)
    for key, text in texts.items():
        assert held.of(db, [Wanted(key, ONE, 0, 5_000)]) == [text]
    db.execute("DELETE FROM units")
    last = [(number, 0) for number in range(17, 20)]
    assert held.of(db, [Wanted(key, ONE, 0, 10) for key in last]) == [texts[key][:10] for key in last]
    with pytest.raises(KeyError):
        held.of(db, [Wanted((16, 0), ONE, 0, 10)])


@pytest.mark.parametrize(("first", "last"), [(-9_000, -8_000), (-5, 10), (30_000, 31_000), (90, 20)])
def test_positions_outside_of_a_unit_break_nothing(first: int, last: int) -> None:
    db, rows = _units({(1, 0): "A text. " * 2_000})
    [piece] = UnitTexts().of(db, [Wanted((1, 0), stretches_of(rows[1, 0]), first, last)])
    assert len(piece) <= max(0, last - first)
