"""Running heads and page numbers at the edges of a page."""

from desktop_rag.adapters.reading.margins import edges
from desktop_rag.domain.reading import Rect


def lines(*tops: float, height: float = 8.0) -> list[Rect | None]:
    return [
        box
        for top in tops
        for box in (Rect(70, top, 200, top + height), None, Rect(200, top + 2, 300, top + 6))
    ]


BODY = tuple(range(80, 740, 12))


def test_a_head_and_a_page_number_are_told_from_the_body() -> None:
    top, bottom = edges(lines(40, *BODY, 790), 842)
    assert 48 < top < 80
    assert 746 < bottom < 790


def test_a_head_of_two_lines_is_one() -> None:
    top, _ = edges(lines(30, 41, *BODY), 842)
    assert 49 < top < 80


def test_a_page_that_is_filled_to_its_edges_has_no_margins() -> None:
    assert edges(lines(*range(20, 830, 12)), 842) == (0.0, 842)


def test_a_title_is_no_running_head() -> None:
    assert edges([*lines(30, height=24), *lines(*BODY)], 842)[0] == 0.0
    assert edges(lines(75, *range(110, 740, 12)), 842)[0] == 0.0


def test_a_page_with_little_on_it_has_no_margins() -> None:
    assert edges(lines(40, 400), 842) == (0.0, 842)
    assert edges([None], 842) == (0.0, 842)
