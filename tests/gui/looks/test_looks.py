"""The looks: contrast as promised, icons that exist, names that elide well, keys in one table."""

import ast
import re
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFontMetrics
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from desktop_rag.gui.commands import COMMANDS
from desktop_rag.gui.looks import fonts, icons
from desktop_rag.gui.looks.controls import Button, Chip, Elided, EmptyState, Label, SearchInput, Switch
from desktop_rag.gui.looks.painted import elide_name
from desktop_rag.gui.looks.portal import meaning
from desktop_rag.gui.looks.theme import Theme, theme
from desktop_rag.gui.looks.tokens import COLOURS, ROLES, Role

GUI = Path(__file__).resolve().parents[3] / "desktop_rag" / "gui"


def luminance(colour: str) -> float:
    def linear(channel: int) -> float:
        value = channel / 255
        return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4

    made = QColor(colour)
    return 0.2126 * linear(made.red()) + 0.7152 * linear(made.green()) + 0.0722 * linear(made.blue())


def contrast(one: Role, other: Role, dark: bool) -> float:
    light, shade = sorted((luminance(COLOURS[role][dark]) for role in (one, other)), reverse=True)
    return (light + 0.05) / (shade + 0.05)


WORDS_ON_GROUNDS: list[tuple[Role, Role]] = [
    *[(words, ground) for words in ("text", "text2", "text3") for ground in ("window", "surface", "raised")],
    ("text", "accent_soft"), ("text2", "accent_soft"), ("accent_text", "accent_soft"),
    ("on_accent", "accent"),
    ("ok", "window"), ("attention", "attention_soft"), ("attention", "window"), ("problem", "problem_soft"),
    ("mark_text", "mark"), ("mark_text", "mark_now"), ("text", "sunken"), ("text2", "sunken"),
    ("surface", "text"),
]  # fmt: skip


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize(("words", "ground"), WORDS_ON_GROUNDS)
def test_words_can_be_read_on_their_ground(words: Role, ground: Role, dark: bool) -> None:
    assert contrast(words, ground, dark) >= 4.5


def test_colours_stand_in_the_tokens_alone() -> None:
    strays = [
        path.name
        for path in GUI.rglob("*.py")
        if path.name != "tokens.py" and re.search(r"#[0-9a-fA-F]{6}\b", path.read_text(encoding="utf-8"))
    ]
    assert not strays


def icon_names() -> set[str]:
    """Every text in the window's code that stands where an icon is named."""
    names = {command.icon for command in COMMANDS if command.icon}
    for path in GUI.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in (
                "icon", "pixmap", "Picture", "IconButton", "EmptyState",
            ):  # fmt: skip
                first = node.args[0] if node.args else None
                if isinstance(first, ast.Constant) and isinstance(first.value, str):
                    names.add(first.value)
    return names


def test_every_icon_that_is_named_exists() -> None:
    names = icon_names()
    assert len(names) > 20
    for name in names:
        assert b"<svg" in icons._svg(name), name


def test_icons_are_crisp_at_the_screens_ratio_and_take_the_themes_colour(qapp: QApplication) -> None:
    drawn = icons.pixmap("square", "problem", 16, 2.0)
    assert (drawn.width(), drawn.devicePixelRatio()) == (32, 2.0)
    image = drawn.toImage()
    column = [image.pixelColor(16, y) for y in range(32)]
    assert {pixel.name() for pixel in column if pixel.alpha() == 255} == {theme().css("problem")}


def test_a_name_is_shortened_in_its_middle_and_keeps_its_extension(qapp: QApplication) -> None:
    metrics = QFontMetrics(fonts.font("body_medium"))
    name = "C-226-12 Constructora Principado.pdf"
    short = elide_name(name, metrics, 150)
    assert short.startswith("C-226") and short.endswith("pado.pdf") and "…" in short
    assert metrics.horizontalAdvance(short) <= 150
    assert elide_name("short.md", metrics, 150) == "short.md"


def test_a_file_name_that_looks_like_html_is_shown_as_it_is(qtbot: QtBot) -> None:
    name = "<b>bold</b><img src='x'>.html"
    for label in (Elided(name), Label(name)):
        qtbot.addWidget(label)
        label.resize(600, 20)
        assert label.textFormat() == Qt.TextFormat.PlainText and label.text() == name
    assert "&lt;b&gt;" in Elided(name).toolTip()


def test_the_theme_changes_palette_and_style_sheet_at_once(qapp: QApplication) -> None:
    one = theme()
    told: list[bool] = []
    one.changed.connect(lambda: told.append(one.dark))
    one.set_preference("dark")
    try:
        assert told == [True]
        assert qapp.palette().window().color().name() == COLOURS["window"][1].lower()
        assert COLOURS["accent"][1].lower() in qapp.styleSheet()
    finally:
        one.set_preference("light")
    assert told == [True, False]


def test_more_contrast_makes_edges_as_dark_as_words() -> None:
    made = Theme()
    made.more_contrast = True
    assert made.css("control") == made.css("line") == made.css("text3")


class Variant:
    def __init__(self, value: object) -> None:
        self._value = value

    def variant(self) -> object:
        return self._value


@pytest.mark.parametrize(("told", "dark"), [(1, True), (2, False), (0, None), ("dark", None), (None, None)])
def test_the_portals_number_says_dark_light_or_nothing(told: object, dark: bool | None) -> None:
    assert meaning(Variant(Variant(told))) is dark


def test_a_switch_tells_the_persons_choice_alone(qtbot: QtBot) -> None:
    switch = Switch((("search", "Search", "search"), ("ask", "Ask", "messages-square")))
    qtbot.addWidget(switch)
    told: list[str] = []
    switch.changed.connect(told.append)
    switch.choose("ask")
    assert switch.current() == "ask" and not told
    qtbot.mouseClick(switch._thumbs[0], Qt.MouseButton.LeftButton)
    assert told == ["search"]


def test_a_chip_is_removed_by_its_cross_and_by_the_delete_key(qtbot: QtBot) -> None:
    chip = Chip("Inspections", "folder", on=True, removable=True)
    qtbot.addWidget(chip)
    chip.show()
    told: list[str] = []
    chip.removed.connect(lambda: told.append("removed"))
    chip.clicked.connect(lambda: told.append("clicked"))
    qtbot.mouseClick(chip, Qt.MouseButton.LeftButton, pos=chip.rect().center() + chip.rect().topRight() / 2.4)
    qtbot.mouseClick(chip, Qt.MouseButton.LeftButton, pos=chip.rect().center() / 2)
    qtbot.keyClick(chip, Qt.Key.Key_Delete)
    assert told == ["removed", "clicked", "removed"]


def test_the_ring_comes_for_the_keyboard_and_never_for_the_mouse(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    column = QVBoxLayout(window)
    first, second = Button("One"), Button("Two")
    column.addWidget(first)
    column.addWidget(second)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)

    def rings() -> list[QWidget]:
        return [
            child
            for child in window.findChildren(QWidget)
            if child.objectName() == "focus-ring" and child.isVisible()
        ]

    qtbot.mouseClick(first, Qt.MouseButton.LeftButton)
    assert not rings()
    qtbot.keyClick(first, Qt.Key.Key_Tab)
    assert second.hasFocus() and len(rings()) == 1
    assert rings()[0].geometry().contains(second.geometry())
    qtbot.mouseClick(first, Qt.MouseButton.LeftButton)
    assert not rings()


def test_esc_empties_a_search_field_first(qtbot: QtBot) -> None:
    field = SearchInput("Filter documents")
    qtbot.addWidget(field)
    field.show()
    field.setText("notes")
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert field.text() == ""


@pytest.mark.parametrize("kind", [QLineEdit, QPlainTextEdit])
def test_what_an_empty_field_says_can_be_read(qtbot: QtBot, kind: type[QLineEdit | QPlainTextEdit]) -> None:
    field = kind()
    qtbot.addWidget(field)
    field.ensurePolished()
    assert field.palette().placeholderText().color().name() == COLOURS["text3"][0].lower()


def test_every_command_has_a_key_of_its_own() -> None:
    keys = [key for command in COMMANDS for key in command.keys]
    assert len(keys) == len(set(keys))
    wanted = {
        "Ctrl+K",
        "Ctrl+L",
        "Ctrl+O",
        "Ctrl+Shift+O",
        "Ctrl+N",
        "Esc",
        "Ctrl+,",
        "F1",
        "Ctrl+/",
        "Ctrl+F",
    }
    assert wanted | {"Ctrl+B", "Ctrl+.", "Up"} <= set(keys)


def test_the_table_of_colours_covers_every_role() -> None:
    assert set(COLOURS) == set(ROLES)


def test_what_an_empty_pane_says_breaks_its_lines(qapp: QApplication) -> None:
    state = EmptyState("search", "Nothing here is called “the minutes of the harbour”")
    state.resize(220, 400)
    assert state.layout().minimumSize().width() <= 220
