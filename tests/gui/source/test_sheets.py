"""Points of pages and pixels of the screen agree at every zoom, and pages lie one below the other."""

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QImage

from desktop_rag.domain.reading import PageSize, Rect
from desktop_rag.gui.source.page_paint import marked_lines, without
from desktop_rag.gui.source.page_pictures import Drawn, PagePictures
from desktop_rag.gui.source.sheets import BETWEEN, LARGEST_ZOOM, Sheets, zoomed

PAGE = PageSize(600, 900)


def test_pages_fill_the_width_at_zoom_one_and_lie_one_below_the_other() -> None:
    sheets = Sheets([PAGE, PAGE], 300)
    assert sheets.page(0) == QRectF(0, 0, 300, 450)
    assert sheets.page(1) == QRectF(0, 450 + BETWEEN, 300, 450)
    assert sheets.height == 900 + BETWEEN
    assert sheets.place(1, Rect(60, 90, 120, 180)) == QRectF(30, 450 + BETWEEN + 45, 30, 45)


def test_a_page_is_told_by_a_height_and_a_point_of_it_leads_back() -> None:
    sheets = Sheets([PAGE] * 3, 300, 2.0)
    assert [sheets.at(y) for y in (-5, 0, 899, 905, 912, 1e9)] == [0, 0, 0, 0, 1, 2]
    assert list(sheets.between(10, 1000)) == [0, 1]
    there = sheets.place(1, Rect(60, 90, 120, 180)).topLeft()
    assert sheets.point(1, QPointF(there)) == (60, 90)
    assert list(Sheets([], 300).between(0, 100)) == []


def test_a_wide_page_among_others_fills_the_width_and_the_others_do_not_shrink() -> None:
    sheets = Sheets([PAGE, PageSize(1200, 600), PAGE], 300)
    assert sheets.page(0).width() == sheets.page(1).width() == 300
    assert Sheets([PAGE, PageSize(300, 400), PAGE], 300).page(1) == QRectF(75, 462, 150, 200)


def test_small_pages_lie_in_the_middle_and_their_marks_with_them() -> None:
    sheets = Sheets([PAGE], 300, 0.5)
    assert sheets.page(0).left() == 75
    assert sheets.place(0, Rect(0, 0, 600, 90)).left() == 75


def test_a_mark_never_leaves_its_page_and_a_page_without_extent_is_a_usual_one() -> None:
    sheets = Sheets([PageSize(0, 0), PAGE], 600)
    assert sheets.place(1, Rect(-50, -50, 10_000, 10_000)) == sheets.page(1)
    assert sheets.page(0).height() > 600


def test_pictures_are_asked_for_in_the_pixels_of_the_screen() -> None:
    assert Sheets([PAGE], 416).device_width(0, 2.0) == 832
    assert Sheets([PAGE], 3000, 4.0).device_width(0, 2.0) == 4000


def test_the_whole_of_a_page_fits_a_low_view() -> None:
    sheets = Sheets([PAGE], 300)
    assert Sheets([PAGE], 300, sheets.page_zoom(0, 225)).page(0).height() == 225
    assert sheets.page_zoom(0, 5000) == 1.0


def test_zoom_goes_in_steps_and_stops_at_its_bounds() -> None:
    assert zoomed(zoomed(1.0, 3), -3) == 1.0
    assert zoomed(1.0, 100) == LARGEST_ZOOM


def test_lines_of_a_passage_have_no_gaps_but_paragraphs_far_apart_keep_theirs() -> None:
    first, second, third = marked_lines([Rect(0, 0, 10, 10), Rect(0, 14, 10, 24), Rect(0, 60, 10, 70)])
    assert (first.y1, second.y1, third.y1) == (14, 24, 70)


def test_a_soft_mark_gives_way_to_a_strong_one_on_its_line() -> None:
    left = without(QRectF(0, 0, 100, 10), [QRectF(40, 0, 20, 10)])
    assert left == [QRectF(0, 0, 40, 10), QRectF(60, 0, 40, 10)]
    assert without(QRectF(0, 0, 10, 10), [QRectF(-1, -1, 20, 20)]) == []


def picture(side: int) -> Drawn:
    return Drawn(QImage(side, side, QImage.Format.Format_RGB32), side)


def test_pictures_of_pages_are_kept_within_a_bound_and_never_those_in_view() -> None:
    pictures = PagePictures(most=3 * 100 * 100 * 4)
    for index in range(10):
        pictures.put(index, picture(100), seen=(0,))
    assert pictures.size == 3 * 40_000
    assert [index for index in range(10) if pictures.width(index)] == [0, 8, 9]
    pictures.put(9, picture(50), seen=())
    assert (pictures.width(9), pictures.size) == (50, 90_000)
