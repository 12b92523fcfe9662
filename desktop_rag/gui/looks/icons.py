"""Lucide's icons, read once from the package's archive and tinted by the theme."""

from functools import cache, lru_cache
from importlib.util import find_spec
from pathlib import Path

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QGuiApplication, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from desktop_rag.gui.looks.archive import member
from desktop_rag.gui.looks.theme import theme
from desktop_rag.gui.looks.tokens import Role

STROKE = b'stroke-width="1.75"'


@cache
def _archive() -> bytes:
    spec = find_spec("lucide")
    assert spec is not None and spec.origin is not None
    return Path(spec.origin).with_name("lucide.zip").read_bytes()


@cache
def _svg(name: str) -> bytes:
    """The icon's source with a placeholder colour. Raises OSError when Lucide has none of that name."""
    return member(_archive(), f"{name}.svg").replace(b'stroke-width="2"', STROKE)


@lru_cache(maxsize=512)
def _drawn(name: str, colour: str, size: int, ratio: float) -> QPixmap:
    renderer = QSvgRenderer(QByteArray(_svg(name).replace(b"currentColor", colour.encode())))
    side = round(size * ratio)
    made = QPixmap(side, side)
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    renderer.render(painter, QRectF(0, 0, side, side))
    painter.end()
    made.setDevicePixelRatio(ratio)
    return made


def pixmap(name: str, role: Role = "text2", size: int = 16, ratio: float | None = None) -> QPixmap:
    """The icon at `size` logical pixels; `ratio` is the device pixel ratio, or None for the screen's."""
    if ratio is None:
        app = QGuiApplication.instance()
        ratio = app.devicePixelRatio() if isinstance(app, QGuiApplication) else 1.0
    return _drawn(name, theme().css(role), size, ratio)


def icon(name: str, role: Role = "text2", size: int = 16, gap: int = 0) -> QIcon:
    """The icon in the colours of now: whoever keeps it makes it again when the theme changes.

    `gap` adds empty pixels behind it: a button under a style sheet sets its words close to its icon.
    """
    made = QIcon(_spaced(pixmap(name, role, size), gap))
    made.addPixmap(_spaced(pixmap(name, "text3", size), gap), QIcon.Mode.Disabled)
    return made


def _spaced(drawn: QPixmap, gap: int) -> QPixmap:
    if not gap:
        return drawn
    ratio = drawn.devicePixelRatio()
    wide = QPixmap(drawn.width() + round(gap * ratio), drawn.height())
    wide.fill(Qt.GlobalColor.transparent)
    wide.setDevicePixelRatio(ratio)
    painter = QPainter(wide)
    painter.drawPixmap(0, 0, drawn)
    painter.end()
    return wide
