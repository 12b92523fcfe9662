"""Tiles of a drawn page, checked and put together; what a reader sends is never trusted."""

import zlib
from collections.abc import Sequence

from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QImage, QPainter

from desktop_rag.domain.reading import TILE, PagePicture, Tile

BYTES_A_PIXEL = 4
LONGEST_SIDE = 16_384
MOST_PIXELS = 64_000_000


class BadPicture(ValueError):
    """A page picture whose sizes or bytes are not what they say they are."""


def inflate(tile: Tile) -> bytes:
    """The tile's rows, `stride * height` bytes. Raises `BadPicture`; never holds more than a tile."""
    inside = 0 < tile.width <= TILE and 0 < tile.height <= TILE and tile.x >= 0 and tile.y >= 0
    if not inside or not tile.width * BYTES_A_PIXEL <= tile.stride <= TILE * BYTES_A_PIXEL:
        raise BadPicture("the sizes of a tile")
    expected = tile.stride * tile.height
    stream = zlib.decompressobj()
    try:
        rows = stream.decompress(tile.data, expected)
        # One byte more is asked for only to see that there is none.
        if len(rows) != expected or stream.decompress(stream.unconsumed_tail, 1) or not stream.eof:
            raise BadPicture("the bytes of a tile")
    except zlib.error as error:
        raise BadPicture("the compression of a tile") from error
    return rows


def check_picture(picture: PagePicture) -> None:
    """Raises `BadPicture` for a page that no screen asks for, or without an extent in points."""
    sides = 0 < picture.width <= LONGEST_SIDE and 0 < picture.height <= LONGEST_SIDE
    if not sides or picture.width * picture.height > MOST_PIXELS:
        raise BadPicture("the sizes of a page")
    if not (0 < picture.page_width < 1e6 and 0 < picture.page_height < 1e6):
        raise BadPicture("the points of a page")


def put_together(picture: PagePicture, tiles: Sequence[Tile]) -> QImage:
    """One image of the page. Raises `BadPicture` when a tile is off, or the tiles leave a gap."""
    check_picture(picture)
    page = QRect(0, 0, picture.width, picture.height)
    if sum(tile.width * tile.height for tile in tiles) != picture.width * picture.height:
        raise BadPicture("the tiles of a page")
    image = QImage(picture.width, picture.height, QImage.Format.Format_RGB32)
    image.fill(0xFFFFFFFF)
    painter = QPainter(image)
    try:
        for tile in tiles:
            if not page.contains(QRect(tile.x, tile.y, tile.width, tile.height)):
                raise BadPicture("the place of a tile")
            rows = inflate(tile)
            part = QImage(rows, tile.width, tile.height, tile.stride, QImage.Format.Format_RGB32)
            painter.drawImage(QPoint(tile.x, tile.y), part)
    finally:
        painter.end()
    return image
