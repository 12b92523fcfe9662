"""The row of chips below the search box: kinds of documents, folders, dates, and how is searched."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QActionGroup, QResizeEvent
from PySide6.QtWidgets import QMenu, QSizePolicy, QWidget

from desktop_rag.domain.passages import Hit, SearchMode
from desktop_rag.gui.looks.controls import Chip, plain_label, plain_tooltip
from desktop_rag.gui.looks.menus import below, passing_menu
from desktop_rag.gui.looks.tokens import CHIP
from desktop_rag.gui.search.chip_lines import GAP, how_many_fit, place_ends
from desktop_rag.gui.search.dates_question import DatesQuestion
from desktop_rag.gui.search.narrowing import (
    ANY_DATE,
    Filter,
    Period,
    families_of,
    folders_of,
    in_several_folders,
    recent_periods,
)
from desktop_rag.gui.search.wording import MODES, counted, family

# Words, tooltip, count (empty where there is none), chosen.
Choice = tuple[str, str, str, bool]


class FilterChips(QWidget):
    """`filter_changed` carries a `Filter`; `mode_changed` one of the search modes.

    `kinds_held` gives the kinds of all documents of the library, for kinds that are not among the best hits;
    `now` the time where the person is and is handed in by tests.
    """

    filter_changed = Signal(object)
    mode_changed = Signal(str)

    def __init__(self, parent: QWidget | None = None, now: Callable[[], datetime] = datetime.now) -> None:
        super().__init__(parent)
        self.filter = Filter()
        self.mode: SearchMode = "hybrid"
        self._now = now
        self._hits: Sequence[Hit] = ()
        self._narrowed: Sequence[Hit] | None = None
        self._best_only = False
        self.kinds_held: Callable[[], Iterable[str]] = tuple
        self._held: set[str] | None = None
        self._others: list[str] = []
        self._families: list[Chip] = []
        self._wanted: list[tuple[str, int]] = []
        self._rest: list[tuple[str, int]] = []
        self._more = self._chip(self.tr("More"), self._show_rest)
        self.clear = Chip(self.tr("Clear"), icon="x", parent=self)
        self.clear.setToolTip(self.tr("Clear all filters"))
        self.clear.clicked.connect(self.clear_filter)
        self.folder = self._chip(self.tr("Any folder"), self._show_folders)
        self.date = self._chip(self.tr("Any date"), self._show_dates)
        self._mode = self._chip(MODES[self.mode][0], self._show_modes)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.show_hits(())

    def _chip(self, words: str, show: Callable[[], None]) -> Chip:
        chip = Chip(words, menu=True, parent=self)
        chip.clicked.connect(show)
        return chip

    # ---- what is counted

    def show_hits(
        self, hits: Sequence[Hit], narrowed: Sequence[Hit] | None = None, best_only: bool = False
    ) -> None:
        """Counts hits. `hits` were found without the filter, `narrowed` with it, where that was asked.
        `best_only`: there are more than these, and that is said."""
        self._hits, self._narrowed, self._best_only = hits, narrowed, best_only
        now = self.filter
        families = families_of(self._counted(replace(now, family=""), now.family))
        if now.family and now.family not in dict(families):
            families.append((now.family, 0))
        if now.family and narrowed is not None:
            families = [(name, len(narrowed) if name == now.family else count) for name, count in families]
        total = sum(count for _, count in families_of(self._counted(replace(now, family=""), now.family)))
        self._others = self._families_beside(families) if best_only else []
        several = len(families) > 1 or bool(now.family or self._others)
        self._wanted = [("", total), *(families if several else ())] if hits or now else []
        while len(self._families) < len(self._wanted):
            chip = Chip("", parent=self)
            chip.clicked.connect(partial(self._pressed, len(self._families)))
            self._families.append(chip)
        for chip, (name, count) in zip(self._families, self._wanted, strict=False):
            every = self.tr("Best") if best_only else self.tr("All")
            chip.set_text(name or every, f"{count:,}")
            chip.setToolTip(plain_tooltip(self._told() if name or best_only else ""))
            chip.set_on(name == now.family)
        self.folder.set_text(now.folder.rpartition("/")[2] or self.tr("Any folder"))
        self.folder.set_on(bool(now.folder))
        self.date.set_text(now.period.words or self.tr("Any date"))
        self.date.set_on(bool(now.period))
        self._lay_out()

    def kinds_changed(self) -> None:
        """The library may hold documents of other kinds than before."""
        self._held = None

    def _families_beside(self, families: Sequence[tuple[str, int]]) -> list[str]:
        if self._held is None:
            # With 100,000 documents this takes 3 ms: not for every letter that is typed.
            self._held = {family(kind) for kind in set(self.kinds_held())}
        return sorted(self._held - {name for name, _ in families})

    def _counted(self, others: Filter, own: object) -> Sequence[Hit]:
        """The hits that a part of the filter chooses from: what the other parts leave of those that were
        found without it. What was found with the filter is more, and serves where that part is open."""
        hits = self._narrowed if self._narrowed is not None and not own else self._hits
        return [hit for hit in hits if others.takes(hit)]

    def _told(self) -> str:
        """What the counts are of; "" where they are of all."""
        if not self._best_only:
            return ""
        best = counted(len(self._hits), self.tr("passage"))
        return self.tr("Counted among the best {}. A filter searches for the best within it.").format(best)

    def family_chips(self) -> list[Chip]:
        """The chips of kinds, the first of them for all; some may be folded into the menu."""
        return self._families[: len(self._wanted)]

    def visible_chips(self) -> list[Chip]:
        """In reading order."""
        chips = [*self._families, self._more, self.clear, self.folder, self.date, self._mode]
        return sorted((chip for chip in chips if not chip.isHidden()), key=lambda chip: (chip.y(), chip.x()))

    # ---- choosing

    def clear_filter(self) -> None:
        """Shows all hits again."""
        self._choose(Filter())

    def _pressed(self, number: int) -> None:
        self._set_family(self._wanted[number][0])

    def _set_family(self, name: str) -> None:
        self._choose(replace(self.filter, family=name))

    def _choose(self, wanted: Filter) -> None:
        if wanted != self.filter:
            self.filter = wanted
            self.show_hits(self._hits, best_only=self._best_only)
            self.filter_changed.emit(wanted)

    def set_mode(self, mode: SearchMode) -> None:
        if mode == self.mode:
            return
        self.mode = mode
        self._mode.set_text(MODES[mode][0])
        self._mode.set_on(mode != "hybrid")
        self._lay_out()
        self.mode_changed.emit(mode)

    # ---- menus

    def _open(self, under: Chip, choices: Sequence[Choice], choose: Sequence[Callable[[], object]]) -> QMenu:
        """A menu of one choice; what follows each stands in `choose`, in the same order."""
        menu = passing_menu(self)
        menu.setToolTipsVisible(True)
        group = QActionGroup(menu)
        for (words, tooltip, count, chosen), do in zip(choices, choose, strict=True):
            action = menu.addAction(plain_label(words) + (f"\t{count}" if count else ""))
            action.setToolTip(tooltip)
            action.setCheckable(True)
            action.setChecked(chosen)
            action.triggered.connect(do)
            group.addAction(action)
        if self._told() and any(count for _, _, count, _ in choices):
            menu.addSeparator()
            best = counted(len(self._hits), self.tr("passage"))
            menu.addAction(self.tr("Counted among the best {}").format(best)).setEnabled(False)
        menu.popup(below(under))
        return menu

    def _show_modes(self) -> None:
        modes = list(MODES)
        choices = [(*MODES[mode], "", mode == self.mode) for mode in modes]
        self._open(self._mode, choices, [partial(self.set_mode, mode) for mode in modes])

    def _show_folders(self) -> None:
        now = self.filter.folder
        found = folders_of(self._counted(replace(self.filter, folder=""), now))
        if now and now not in dict(found):
            found.append((now, 0))
        choices = [(self.tr("Any folder"), "", "", not now)]
        choices += [(path.rpartition("/")[2], path, f"{count:,}", path == now) for path, count in found]
        paths = ["", *(path for path, _ in found)]
        self._open(self.folder, choices, [partial(self._set_folder, path) for path in paths])

    def _set_folder(self, path: str) -> None:
        self._choose(replace(self.filter, folder=path))

    def _show_dates(self) -> None:
        now = self.filter.period
        hits = self._counted(replace(self.filter, period=ANY_DATE), now)
        periods = recent_periods(self._now(), self.tr)
        # A period that was chosen yesterday, or by its dates, is none of today's.
        if now and now not in periods:
            periods.append(now)
        choices = [(self.tr("Any date"), "", "", not now)]
        for period in periods:
            count = sum(period.holds(hit.place.date_ns) for hit in hits)
            choices.append((period.words, "", f"{count:,}", period == now))
        menu = self._open(
            self.date, choices, [partial(self._set_period, period) for period in (ANY_DATE, *periods)]
        )
        menu.addSeparator()
        menu.addAction(self.tr("Other dates…"), self.ask_for_dates)

    def _set_period(self, period: Period) -> None:
        self._choose(replace(self.filter, period=period))

    def ask_for_dates(self) -> None:
        """Opens the question for a first and a last date."""
        question = DatesQuestion(self.window())
        question.chosen.connect(self._set_period)
        question.open()

    def _show_rest(self) -> None:
        """The kinds that did not fit, and those that are not among the best."""
        choices = [(name, "", f"{count:,}", name == self.filter.family) for name, count in self._rest]
        choices += [(name, "", "", False) for name in self._others]
        self._open(self._more, choices, [partial(self._set_family, name) for name, *_ in choices])

    # ---- how they lie: what does not fit goes into a menu or a line of its own, nothing is clipped

    def _lay_out(self) -> None:
        shown = (
            (self.clear, bool(self.filter)),
            (self.folder, in_several_folders(self._hits) or bool(self.filter.folder)),
            (self.date, bool(self._hits) or bool(self.filter)),
            (self._mode, True),
        )
        for chip, wanted in shown:
            chip.setVisible(wanted)
        ends = [chip for chip, wanted in shown if wanted]
        widths = sum(chip.sizeHint().width() + GAP for chip in ends)
        least = sum(chip.sizeHint().width() + GAP for chip in (*self.family_chips()[:1], self._more))
        beside = not self._wanted or least + widths - GAP <= self.width()
        self._place_families(self.width() - widths if beside else self.width() + GAP)
        height = place_ends(ends, self.width(), beside)
        if height != self.minimumHeight() or height != self.maximumHeight():
            self.setFixedHeight(height)

    def _place_families(self, room: int) -> None:
        self._more.set_text(self.tr("More"))
        fitting = how_many_fit(self.family_chips(), self._more, room, bool(self._others))
        chosen = [wanted for wanted in self._wanted[fitting:] if wanted[0] == self.filter.family]
        if chosen:
            # What is chosen can be read, not only found in the menu.
            ((name, count),) = chosen
            self._more.set_text(name, f"{count:,}")
            fitting = how_many_fit(self.family_chips(), self._more, room, bool(self._others))
        self._rest = self._wanted[fitting:]
        x = 0
        for number, chip in enumerate(self._families):
            chip.setVisible(number < fitting)
            if number < fitting:
                width = chip.sizeHint().width()
                chip.setGeometry(x, 0, width, CHIP)
                x += width + GAP
        self._more.setVisible(bool(self._rest or self._others))
        self._more.set_on(bool(chosen))
        if self._rest or self._others:
            self._more.setGeometry(x, 0, self._more.sizeHint().width(), CHIP)

    def sizeHint(self) -> QSize:
        return QSize(320, self.minimumHeight())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay_out()
