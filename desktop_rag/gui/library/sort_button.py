"""The button beside the filter: in which order documents stand, and whether by folder."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QMenu, QWidget

from desktop_rag.gui.library.ordering import SORTINGS, Order
from desktop_rag.gui.looks.controls import IconButton
from desktop_rag.gui.looks.menus import below, passing_menu
from desktop_rag.settings import Sorting


class SortButton(IconButton):
    """`order_chosen` carries the `Order` that is wished for."""

    order_chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("arrow-down-up", self.tr("Sort documents"), 16)
        self.order = Order()
        self.clicked.connect(self._open)

    def menu_of_orders(self) -> QMenu:
        menu = passing_menu(self)
        menu.setAccessibleName(self.tr("Sort documents"))
        for sorting in SORTINGS:
            here = sorting == self.order.sorting
            other = self.order._replace(sorting=sorting, turned=False)
            self._add(menu, self._words(sorting), here, self.order if here else other)
        menu.addSeparator()
        turned, grouped = self.order.turned, self.order.grouped
        self._add(menu, self.tr("The other way round"), turned, self.order._replace(turned=not turned))
        self._add(menu, self.tr("Group by folder"), grouped, self.order._replace(grouped=not grouped))
        return menu

    def _add(self, menu: QMenu, words: str, on: bool, order: Order) -> None:
        action = menu.addAction(words)
        action.setCheckable(True)
        action.setChecked(on)
        action.triggered.connect(lambda: self._choose(order))

    def _words(self, sorting: Sorting) -> str:
        return {
            "name": self.tr("By name"),
            "date": self.tr("By date, newest first"),
            "size": self.tr("By size, largest first"),
            "kind": self.tr("By kind"),
            "state": self.tr("By state, what needs attention first"),
        }[sorting]

    def _choose(self, order: Order) -> None:
        self.order = order
        self.order_chosen.emit(order)

    def _open(self) -> None:
        menu = self.menu_of_orders()
        menu.aboutToHide.connect(self._look_untouched)
        menu.popup(below(self))

    def _look_untouched(self) -> None:
        """Qt does not tell a button that the pointer has left it for a menu: it would look touched."""
        self.setAttribute(Qt.WidgetAttribute.WA_UnderMouse, False)
        self.update()
