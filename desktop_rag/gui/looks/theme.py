"""Light, dark and follow-the-system: the one theme of the application and how it is laid over Qt."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication, QWidget

from desktop_rag.gui.looks import fonts
from desktop_rag.gui.looks.focus import FocusRings
from desktop_rag.gui.looks.portal import Portal
from desktop_rag.gui.looks.sheet import sheet
from desktop_rag.gui.looks.tokens import COLOURS, Role

Preference = Literal["system", "light", "dark"]

_GROUND: dict[QPalette.ColorRole, Role] = {
    QPalette.ColorRole.Window: "window",
    QPalette.ColorRole.WindowText: "text",
    QPalette.ColorRole.Base: "raised",
    QPalette.ColorRole.AlternateBase: "sunken",
    QPalette.ColorRole.Text: "text",
    QPalette.ColorRole.Button: "raised",
    QPalette.ColorRole.ButtonText: "text",
    QPalette.ColorRole.ToolTipBase: "text",
    QPalette.ColorRole.ToolTipText: "surface",
    QPalette.ColorRole.PlaceholderText: "text3",
    QPalette.ColorRole.Highlight: "accent",
    QPalette.ColorRole.HighlightedText: "on_accent",
    QPalette.ColorRole.Link: "accent_text",
    QPalette.ColorRole.LinkVisited: "accent_text",
    QPalette.ColorRole.Accent: "accent",
    QPalette.ColorRole.Mid: "control",
    QPalette.ColorRole.Midlight: "line",
    QPalette.ColorRole.Light: "raised",
    QPalette.ColorRole.Dark: "control",
    QPalette.ColorRole.Shadow: "desk",
    QPalette.ColorRole.BrightText: "problem",
}


class Theme(QObject):
    """Which colours hold now. `changed` comes after palette and style sheet have been replaced."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.dark = False
        self.more_contrast = False
        self._preference: Preference = "system"
        self._portal: Portal | None = None
        self._app: QApplication | None = None

    def colour(self, role: Role) -> QColor:
        return QColor(self.css(role))

    def css(self, role: Role) -> str:
        """The colour as "#rrggbb", for style sheets and SVG."""
        if self.more_contrast and role in ("line", "control"):
            role = "text3"
        return COLOURS[role][self.dark].lower()

    def set_preference(self, preference: Preference) -> None:
        """Takes effect at once; "system" follows the desktop's own choice as it changes."""
        self._preference = preference
        self._settle()

    def attach(self, app: QApplication) -> None:
        """Begins to follow the system for this application."""
        self._app = app
        hints = app.styleHints()
        hints.colorSchemeChanged.connect(self._settle)
        accessibility = getattr(hints, "accessibility", None)
        if accessibility is not None:
            accessibility().contrastPreferenceChanged.connect(self._settle)
        self._portal = Portal()
        self._portal.changed.connect(self._settle)
        self._settle()

    @contextmanager
    def undressed(self) -> Iterator[None]:
        """Takes the style sheet off while a window is built, before it is shown.

        Under a sheet, a widget that is put into another is styled anew with all that is in it: 80 of the
        108 ms that the main window takes. Afterwards every widget is styled once, which takes 11.
        """
        assert self._app is not None
        dress = self._app.styleSheet()
        self._app.setStyleSheet("")
        try:
            yield
        finally:
            self._app.setStyleSheet(dress)

    def _wanted(self) -> bool:
        if self._preference != "system":
            return self._preference == "dark"
        # Outside GNOME Qt answers "light" whatever the desktop says, so the portal is asked first.
        portal = self._portal.dark if self._portal is not None else None
        if portal is not None:
            return portal
        assert self._app is not None
        return self._app.styleHints().colorScheme() == Qt.ColorScheme.Dark

    def _contrast(self) -> bool:
        accessibility = getattr(self._app.styleHints(), "accessibility", None) if self._app else None
        if accessibility is None:
            return False
        return bool(accessibility().contrastPreference() == Qt.ContrastPreference.HighContrast)

    @Slot()
    def _settle(self) -> None:
        if self._app is None:
            return
        before = (self.dark, self.more_contrast)
        self.dark, self.more_contrast = self._wanted(), self._contrast()
        if before == (self.dark, self.more_contrast) and self._app.styleSheet():
            return
        self._app.setPalette(self._palette())
        self._app.setStyleSheet(sheet(self.css))
        for window in self._app.topLevelWidgets():
            window.update()
        self.changed.emit()

    def _palette(self) -> QPalette:
        palette = QPalette()
        for place, role in _GROUND.items():
            palette.setColor(place, self.colour(role))
        for place in (QPalette.ColorRole.WindowText, QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText):
            palette.setColor(QPalette.ColorGroup.Disabled, place, self.colour("text3"))
        palette.setColor(QPalette.ColorGroup.Disabled, QPalette.ColorRole.Highlight, self.colour("control"))
        return palette


_theme: Theme | None = None


def theme() -> Theme:
    """The theme of the application."""
    global _theme
    if _theme is None:
        _theme = Theme()
    return _theme


def apply(app: QApplication, preference: Preference = "system") -> Theme:
    """Lays fonts, Fusion, palette, style sheet and the keyboard's focus ring over the application."""
    fonts.take_system_font(app)
    app.setStyle("Fusion")
    one = theme()
    one._preference = preference
    one.attach(app)
    FocusRings(app)
    return one


def repolish(widget: QWidget) -> None:
    """Makes a widget take the style of its changed properties."""
    style = widget.style()
    style.unpolish(widget)
    style.polish(widget)
    widget.update()
