"""Points of the page and pixels of the screen agree at every zoom."""

from PySide6.QtCore import QRectF

from desktop_rag.domain.reading import Rect
from desktop_rag.gui.source.geometry import LARGEST_ZOOM, PageGeometry, marked_lines, zoomed


def test_a_page_fills_the_width_at_zoom_one_and_keeps_its_shape() -> None:
    geometry = PageGeometry(600, 900, 300)
    assert geometry.page == QRectF(0, 0, 300, 450)
    assert geometry.place(Rect(60, 90, 120, 180)) == QRectF(30, 45, 30, 45)


def test_a_small_page_lies_in_the_middle_and_its_marks_with_it() -> None:
    geometry = PageGeometry(600, 900, 300, 0.5)
    assert geometry.page.left() == 75
    assert geometry.place(Rect(0, 0, 600, 90)).left() == 75


def test_a_mark_never_leaves_the_page() -> None:
    geometry = PageGeometry(600, 900, 600)
    assert geometry.place(Rect(-50, -50, 10_000, 10_000)) == geometry.page


def test_the_picture_is_asked_for_in_the_pixels_of_the_screen() -> None:
    assert PageGeometry(600, 900, 416).device_width(2.0) == 832
    assert PageGeometry(600, 900, 3000, 4.0).device_width(2.0) == 4096


def test_zoom_goes_in_steps_and_stops_at_its_bounds() -> None:
    assert zoomed(zoomed(1.0, 3), -3) == 1.0
    assert zoomed(1.0, 100) == LARGEST_ZOOM


def test_lines_of_a_passage_have_no_gaps_but_paragraphs_far_apart_keep_theirs() -> None:
    first, second, third = marked_lines([Rect(0, 0, 10, 10), Rect(0, 14, 10, 24), Rect(0, 60, 10, 70)])
    assert first.y1 == 14
    assert second.y1 == 24
    assert third.y1 == 70
