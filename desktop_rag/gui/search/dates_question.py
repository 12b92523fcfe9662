"""The question for a first and a last date, written as they are in the search box."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QLineEdit, QWidget

from desktop_rag.gui.asking import Question
from desktop_rag.gui.looks.controls import Label
from desktop_rag.gui.search.narrowing import period_between


class DatesQuestion(Question):
    """`chosen` carries the `Period`."""

    chosen = Signal(object)

    def __init__(self, parent: QWidget | None) -> None:
        super().__init__(
            parent,
            self.tr("Passages of documents from which time?"),
            self.tr(
                "Write dates as 2024, 2024-03 or 2024-03-05; both ends are included, and one may be left "
                "empty. What counts is the document's own date, or else when its file was last changed."
            ),
            self.tr("Show"),
        )
        self.first, self.last = QLineEdit(), QLineEdit()
        fields = QWidget()
        grid = QGridLayout(fields)
        grid.setContentsMargins(0, 8, 0, 0)
        grid.setHorizontalSpacing(12)
        for column, (field, name) in enumerate(
            ((self.first, self.tr("From")), (self.last, self.tr("Until")))
        ):
            field.setAccessibleName(name)
            field.setPlaceholderText("2024-03" if field is self.last else "2023")
            field.textChanged.connect(self._settle)
            field.returnPressed.connect(self._enter)
            grid.addWidget(Label(name, "small_medium", "text2"), 0, column)
            grid.addWidget(field, 1, column)
        self.put_in(fields)
        self.accepted.connect(lambda: self.chosen.emit(period_between(self.first.text(), self.last.text())))
        self._settle()
        self.first.setFocus()

    def _settle(self) -> None:
        self.yes.setEnabled(period_between(self.first.text(), self.last.text()) is not None)

    def _enter(self) -> None:
        if self.yes.isEnabled():
            self.accept()
