"""The row of chips below the search box: kinds of documents, folders, and how is searched."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QActionGroup, QResizeEvent
from PySide6.QtWidgets import QMenu, QSizePolicy, QWidget

from desktop_rag.domain.passages import Hit, SearchMode
from desktop_rag.gui.looks.controls import Chip
from desktop_rag.gui.looks.tokens import CHIP
from desktop_rag.gui.search.rows import Filter, families_of, folders_of
from desktop_rag.gui.search.wording import MODES

GAP = 6
GROUP_GAP = 16


class FilterChips(QWidget):
    """`filter_changed` carries a `Filter`; `mode_changed` one of the search modes."""

    filter_changed = Signal(object)
    mode_changed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.filter = Filter()
        self.mode: SearchMode = "hybrid"
        self._hits: Sequence[Hit] = ()
        self._families: list[Chip] = []
        self._rest: list[tuple[str, int]] = []
        self._folder = Chip(self.tr("Any folder"), menu=True, parent=self)
        self._folder.clicked.connect(self._show_folders)
        self._more = Chip(self.tr("More"), menu=True, parent=self)
        self._more.clicked.connect(self._show_rest)
        self._mode = Chip(MODES[self.mode][0], menu=True, parent=self)
        self._mode.clicked.connect(self._show_modes)
        self.setFixedHeight(CHIP)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.show_hits(())

    def show_hits(self, hits: Sequence[Hit]) -> None:
        """Counts these hits; a filter that would show none of them is taken back."""
        self._hits = hits
        if hits and not any(self.filter.takes(hit) for hit in hits):
            self._choose(Filter())
        counted = families_of(hits)
        wanted = (
            [("", len(hits)), *(counted if len(counted) > 1 or self.filter.family else ())] if hits else []
        )
        while len(self._families) < len(wanted):
            chip = Chip("", parent=self)
            chip.clicked.connect(partial(self._pressed, len(self._families)))
            self._families.append(chip)
        self._wanted = wanted
        for chip, (name, count) in zip(self._families, wanted, strict=False):
            chip.set_text(name or self.tr("All"), f"{count:,}")
            chip.set_on(name == self.filter.family)
        folder = self.filter.folder
        self._folder.set_text(folder or self.tr("Any folder"))
        self._folder.set_on(bool(folder))
        self._lay_out()

    def family_chips(self) -> list[Chip]:
        """The chips of kinds, the first of them for all; some may be folded into the menu."""
        return self._families[: len(self._wanted)]

    def visible_chips(self) -> list[Chip]:
        """From left to right."""
        chips = [*self._families, self._more, self._folder, self._mode]
        return sorted((chip for chip in chips if not chip.isHidden()), key=lambda chip: chip.x())

    def _pressed(self, number: int) -> None:
        self._choose(Filter(self._wanted[number][0], self.filter.folder))

    def _choose(self, wanted: Filter) -> None:
        if wanted != self.filter:
            self.filter = wanted
            self.filter_changed.emit(wanted)
            self.show_hits(self._hits)

    # ---- menus

    def _menu(self, under: Chip, choices: Sequence[tuple[str, str, bool]]) -> tuple[QMenu, list[object]]:
        """A menu of one choice among (words, tooltip, chosen); the actions come in the same order."""
        menu = QMenu(self)
        menu.setToolTipsVisible(True)
        group = QActionGroup(menu)
        actions: list[object] = []
        for words, tooltip, chosen in choices:
            # Qt reads an ampersand in a menu as the mark of a shortcut.
            action = menu.addAction(words.replace("&", "&&"))
            action.setToolTip(tooltip)
            action.setCheckable(True)
            action.setChecked(chosen)
            group.addAction(action)
            actions.append(action)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(under.mapToGlobal(under.rect().bottomLeft()))
        return menu, actions

    def _show_modes(self) -> None:
        modes = list(MODES)
        menu, actions = self._menu(self._mode, [(*MODES[mode], mode == self.mode) for mode in modes])
        menu.triggered.connect(lambda action: self.set_mode(modes[actions.index(action)]))

    def set_mode(self, mode: SearchMode) -> None:
        if mode == self.mode:
            return
        self.mode = mode
        self._mode.set_text(MODES[mode][0])
        self._mode.set_on(mode != "hybrid")
        self._lay_out()
        self.mode_changed.emit(mode)

    def _show_folders(self) -> None:
        folders = ["", *folders_of(self._hits)]
        now = self.filter.folder
        menu, actions = self._menu(
            self._folder, [(name or self.tr("Any folder"), "", name == now) for name in folders]
        )
        menu.triggered.connect(
            lambda action: self._choose(Filter(self.filter.family, folders[actions.index(action)]))
        )

    def _show_rest(self) -> None:
        rest = self._rest
        menu, actions = self._menu(
            self._more, [(f"{name}  {count:,}", "", name == self.filter.family) for name, count in rest]
        )
        menu.triggered.connect(
            lambda action: self._choose(Filter(rest[actions.index(action)][0], self.filter.folder))
        )

    # ---- how they lie: what does not fit goes into a menu, nothing is clipped

    def _lay_out(self) -> None:
        several = len(folders_of(self._hits)) > 1 or bool(self.filter.folder)
        ends = [chip for chip, shown in ((self._folder, several), (self._mode, True)) if shown]
        least = sum(chip.sizeHint().width() + GAP for chip in (*self.family_chips()[:1], self._more))
        if several and least + sum(chip.sizeHint().width() + GAP for chip in ends) > self.width():
            ends = [self._mode]
        room = self.width() - sum(chip.sizeHint().width() + GAP for chip in ends)
        left, fitting = 0, 0
        sizes = [chip.sizeHint().width() + GAP for chip in self._families[: len(self._wanted)]]
        more = self._more.sizeHint().width() + GAP
        while fitting < len(sizes) and left + sizes[fitting] <= room - (
            more if fitting + 1 < len(sizes) else 0
        ):
            left += sizes[fitting]
            fitting += 1
        self._rest = self._wanted[fitting:]
        x = 0
        for number, chip in enumerate(self._families):
            chip.setVisible(number < fitting)
            if number < fitting:
                chip.setGeometry(x, 0, sizes[number] - GAP, CHIP)
                x += sizes[number]
        self._more.setVisible(bool(self._rest))
        if self._rest:
            self._more.set_on(any(name == self.filter.family for name, _ in self._rest))
            self._more.setGeometry(x, 0, more - GAP, CHIP)
        self._place_ends(ends)

    def _place_ends(self, ends: Sequence[Chip]) -> None:
        self._folder.setVisible(self._folder in ends)
        x = self.width()
        for chip in reversed(ends):
            x -= chip.sizeHint().width()
            chip.setGeometry(x, 0, chip.sizeHint().width(), CHIP)
            x -= GAP

    def sizeHint(self) -> QSize:
        return QSize(320, CHIP)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay_out()
