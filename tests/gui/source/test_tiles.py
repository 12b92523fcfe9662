"""What a reader sends as a page is checked before it becomes a picture."""

import zlib

import pytest
from msgspec.structs import replace

from desktop_rag.domain.reading import PagePicture, Tile
from desktop_rag.gui.source.tiles import BadPicture, check_picture, inflate, put_together
from tests.fakes.sample import draw_page

RED = b"\x00\x00\xff\xff"
BLUE = b"\xff\x00\x00\xff"


def tile(x: int = 0, y: int = 0, width: int = 2, height: int = 2, pixel: bytes = RED) -> Tile:
    return Tile(x, y, width, height, width * 4, zlib.compress(pixel * (width * height), 1))


def page(width: int = 4, height: int = 2) -> PagePicture:
    return PagePicture(width, height, 100.0, 50.0)


def test_tiles_side_by_side_become_one_page(qapp: object) -> None:
    image = put_together(page(), [tile(2, 0, pixel=BLUE), tile()])
    assert (image.width(), image.height()) == (4, 2)
    assert image.pixelColor(1, 1).name() == "#ff0000"
    assert image.pixelColor(2, 0).name() == "#0000ff"


def test_a_whole_page_as_a_reader_draws_it_is_put_together(qapp: object) -> None:
    picture, tiles = draw_page(832)
    image = put_together(picture, tiles)
    assert image.width() == 832
    assert image.pixelColor(400, 2).name() == "#ffffff"


def test_rows_may_be_longer_than_the_tile_is_wide(qapp: object) -> None:
    padded = Tile(0, 0, 2, 2, 12, zlib.compress((RED * 2 + b"\0" * 4) * 2))
    assert put_together(page(2, 2), [padded]).pixelColor(1, 1).name() == "#ff0000"


@pytest.mark.parametrize(
    "bad",
    [
        replace(tile(), width=0),
        replace(tile(), width=513, stride=513 * 4),
        replace(tile(), height=-1),
        replace(tile(), x=-1),
        replace(tile(), stride=7),
        replace(tile(), stride=1 << 30),
        replace(tile(), data=b"not zlib"),
        replace(tile(), data=zlib.compress(RED * 3)),
        replace(tile(), data=zlib.compress(RED * 5)),
        replace(tile(), data=zlib.compress(RED * 4)[:-4]),
        replace(tile(), data=zlib.compress(b"\0" * 50_000_000)),
    ],
)
def test_a_tile_that_is_not_what_it_says_is_refused(bad: Tile) -> None:
    with pytest.raises(BadPicture):
        inflate(bad)


@pytest.mark.parametrize(
    "bad",
    [page(0, 10), page(10, 70_000), page(10_000, 10_000), replace(page(), page_width=0.0),
     replace(page(), page_height=float("nan"))],
)  # fmt: skip
def test_a_page_of_impossible_size_is_refused(bad: PagePicture) -> None:
    with pytest.raises(BadPicture):
        check_picture(bad)


def test_tiles_outside_the_page_or_with_gaps_between_are_refused(qapp: object) -> None:
    with pytest.raises(BadPicture):
        put_together(page(), [tile()])
    with pytest.raises(BadPicture):
        put_together(page(), [tile(), tile(3, 0)])
