"""Lines of characters: they cover what is asked for, and no character that is not under its own ink."""

from hypothesis import given
from hypothesis import strategies as st

from desktop_rag.domain.page_lines import PageLines, around, within
from desktop_rag.domain.reading import Rect


def boxes(*lefts: float, top: float = 0.0, high: float = 10.0) -> list[Rect | None]:
    return [Rect(left, top, left + 8, top + high) for left in lefts]


def lines(inks: list[Rect | None]) -> PageLines:
    return PageLines(lambda place: inks[place], inks)


def test_characters_of_a_line_are_one_rectangle_and_columns_are_two() -> None:
    assert lines(boxes(0, 10, 20)).covering(range(3)) == [Rect(0, 0, 28, 10)]
    assert lines(boxes(0, 10, 200)).covering(range(3)) == [Rect(0, 0, 18, 10), Rect(200, 0, 208, 10)]


def test_a_character_between_others_is_left_out() -> None:
    row = lines(boxes(0, 20, 40, 10))
    assert row.covering(range(3)) == [Rect(0, 0, 8, 10), Rect(20, 0, 48, 10)]


def test_a_character_without_a_place_is_no_part_of_a_line() -> None:
    assert lines([*boxes(0), None, *boxes(10)]).covering(range(3)) == [Rect(0, 0, 18, 10)]
    assert lines([None]).covering(range(5)) == []


SIDES = st.integers(0, 60)
BOXES = st.builds(
    lambda x, y, wide, high: Rect(x, y, x + wide, y + high),
    SIDES,
    SIDES,
    st.integers(1, 9),
    st.integers(1, 9),
)


@given(st.lists(BOXES, min_size=1, max_size=30), st.integers(0, 29), st.integers(1, 30), st.integers(0, 6))
def test_no_other_character_is_covered_unless_it_stands_on_the_same_ink(
    inks: list[Rect], first: int, count: int, taller: int
) -> None:
    def whole(place: int) -> Rect:
        ink = inks[place]
        return Rect(ink.x0, ink.y0 - taller, ink.x1, ink.y1 + taller)

    places = range(first, min(first + count, len(inks)))
    found = PageLines(whole, inks).covering(places)
    for place, ink in enumerate(inks):
        x, y = (ink.x0 + ink.x1) / 2, (ink.y0 + ink.y1) / 2
        covered = any(within(x, y, rect) for rect in found)
        if place in places:
            assert covered
        elif covered:
            assert any(within(x, y, inks[own]) for own in places)


def test_around_two_is_around_both() -> None:
    assert around(Rect(0, 5, 2, 9), Rect(1, 0, 7, 6)) == Rect(0, 0, 7, 9)
    assert around(Rect(0, 5, 2, 9), None) == Rect(0, 5, 2, 9)
