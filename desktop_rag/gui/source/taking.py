"""What is taken along from the open document: words that are selected, its passage, the text of a page."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QPointF
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMenu, QWidget

from desktop_rag.gui.looks.icons import icon
from desktop_rag.gui.looks.menus import passing_menu
from desktop_rag.gui.source.navigation import Standing
from desktop_rag.gui.source.pages import Pages
from desktop_rag.gui.source.stage import SourceStage
from desktop_rag.gui.source.tour import Tour


class Taking(QObject):
    """Copies, and offers to in a menu; `standing` and `tour` tell what is open now."""

    def __init__(
        self,
        stage: SourceStage,
        pages: Pages,
        standing: Callable[[], Standing | None],
        tour: Callable[[], Tour | None],
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._stage, self._pages, self._over = stage, pages, parent
        self._standing, self._tour = standing, tour

    def passage_text(self) -> str:
        """The passage shown, as it was indexed; empty when another part is shown."""
        standing, tour = self._standing(), self._tour()
        if standing is None or tour is None:
            return ""
        view, now = standing.view, tour.now
        start, end = now.start - view.clip_start, now.end - view.clip_start
        if 0 <= start < end <= len(view.text):
            return view.text[start:end]
        return self._pages.between(now.unit.number - 1, now.start, now.end)

    def copy(self) -> None:
        """What is selected by hand, else the passage."""
        if text := self._stage.page.selected_text() or self.passage_text():
            QGuiApplication.clipboard().setText(text)

    def copy_passage(self) -> None:
        if text := self.passage_text():
            QGuiApplication.clipboard().setText(text)

    def copy_unit(self) -> None:
        """The text of the page that is read, or of the part that is shown."""
        standing = self._standing()
        if standing is not None:
            page = self._pages.text(self._stage.page.now) if self._stage.showing == "page" else ""
            QGuiApplication.clipboard().setText(page or standing.view.text)

    def menu(self) -> QMenu:
        page, menu = self._stage.page, passing_menu(self._over)
        copy = menu.addAction(icon("copy"), self.tr("Copy"), self.copy)
        copy.setEnabled(bool(page.selected_text()))
        passage = menu.addAction(icon("quote"), self.tr("Copy passage"), self.copy_passage)
        passage.setEnabled(bool(self.passage_text()))
        menu.addAction(icon("copy"), self.tr("Copy the text of this page"), self.copy_unit)
        menu.addSeparator()
        menu.addAction(icon("move-horizontal"), self.tr("Fit the width"), lambda: page.set_zoom(1.0))
        menu.addAction(icon("move-vertical"), self.tr("Fit the page"), page.fit_page)
        return menu

    def show_menu(self, at: QPointF) -> None:
        self.menu().popup(at.toPoint())
