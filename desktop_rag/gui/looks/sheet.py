"""The one style sheet of the application, built from the tokens."""

from collections.abc import Callable
from string import Template

from desktop_rag.gui.looks.tokens import (
    BUTTON,
    BUTTON_SMALL,
    CHIP,
    RADIUS_CARD,
    RADIUS_COMPOSER,
    RADIUS_CONTROL,
    RADIUS_SMALL,
    ROLES,
    SEARCH,
    Role,
)

_SHEET = Template("""
QToolTip { background: $text; color: $surface; border: none; padding: 6px 8px; }

QLabel { background: transparent; }
QLabel[role="text"] { color: $text; } QLabel[role="text2"] { color: $text2; }
QLabel[role="text3"] { color: $text3; } QLabel[role="accent_text"] { color: $accent_text; }
QLabel[role="ok"] { color: $ok; } QLabel[role="attention"] { color: $attention; }
QLabel[role="problem"] { color: $problem; } QLabel[role="surface"] { color: $surface; }
QLabel[role="on_accent"] { color: $on_accent; }

QWidget[ground="window"] { background: $window; } QWidget[ground="surface"] { background: $surface; }
QWidget[ground="desk"] { background: $desk; } QWidget[ground="raised"] { background: $raised; }
QWidget[ground="sunken"] { background: $sunken; }

QPushButton { color: $text; background: $raised; border: 1px solid $control;
  border-radius: ${control_radius}px; padding: 0 11px; min-height: ${button}px; }
QPushButton[iconed="true"] { padding: 0 9px; }
QPushButton[small="true"] { border-radius: ${small_radius}px; padding: 0 10px;
  min-height: ${button_small}px; }
QPushButton:hover { background: $hover; }
QPushButton:pressed { background: $sunken; }
QPushButton:disabled { color: $text3; border-color: $line; }
QPushButton[kind="primary"] { color: $on_accent; background: $accent; border-color: $accent; }
QPushButton[kind="primary"]:hover { background: $accent_hover; border-color: $accent_hover; }
QPushButton[kind="primary"]:disabled { color: $text3; background: $sunken; border-color: $line; }
QPushButton[kind="flat"] { color: $text2; background: transparent; border-color: transparent; }
QPushButton[kind="flat"][small="true"] { padding: 0 8px; }
QPushButton[kind="flat"]:hover { color: $text; background: $hover; }
QPushButton[kind="flat"]:disabled { color: $text3; }
QPushButton[kind="link"] { color: $accent_text; background: transparent; border: none; padding: 0;
  min-height: 18px; text-align: left; }
QPushButton[kind="link"]:hover { text-decoration: underline; }
QPushButton[kind="heading"] { color: $text; background: transparent; border: none; padding: 0 6px;
  text-align: left; }
QPushButton[kind="heading"]:hover { background: $hover; }
QPushButton[kind="row"] { color: $text; background: transparent; border: none; text-align: left;
  padding: 0 12px; min-height: 36px; border-radius: ${control_radius}px; }
QPushButton[kind="row"]:hover { background: $hover; }
QPushButton::menu-indicator, QToolButton::menu-indicator { image: none; width: 0; }

QToolButton { color: $text2; background: transparent; border: none; border-radius: ${control_radius}px;
  padding: 0; }
QToolButton:hover, QToolButton:checked { background: $hover; }
QToolButton:pressed { background: $sunken; }

QFrame[control="switch"] { background: $sunken; border: 1px solid $line; border-radius: ${control_radius}px; }
QPushButton[kind="thumb"] { color: $text2; background: transparent; border: 1px solid transparent;
  border-radius: 7px; padding: 0 12px; min-height: 26px; }
QPushButton[kind="thumb"]:hover { color: $text; }
QPushButton[kind="thumb"]:checked { color: $text; background: $raised; border-color: $control; }

QLineEdit { color: $text; background: $raised; border: 1px solid $control;
  border-radius: ${control_radius}px; padding: 1px 5px; min-height: ${input}px;
  selection-background-color: $accent; selection-color: $on_accent; }
QLineEdit, QPlainTextEdit { placeholder-text-color: $text3; }
QLineEdit[tall="true"] { min-height: ${search}px; }
QLineEdit:focus { border: 2px solid $accent; padding: 0 4px; }
QLineEdit:disabled { background: $window; border-color: $line; color: $text3; }
QFrame[control="field"] { background: $raised; border: 1px solid $control;
  border-radius: ${control_radius}px; margin: 1px; }
QFrame[control="field"][focused="true"] { border: 2px solid $accent; margin: 0; }
QPlainTextEdit, QTextEdit, QTextBrowser { color: $text; background: transparent; border: none;
  selection-background-color: $accent; selection-color: $on_accent; }

QFrame[control="card"] { background: $raised; border: 1px solid $line; border-radius: ${card}px; }
QFrame[control="card"][clickable="true"]:hover { border-color: $control; }
QFrame[control="card"][chosen="true"] { border: 2px solid $accent; }
QFrame[control="composer"] { background: $raised; border: 1px solid $control; border-radius: ${composer}px; }
QFrame[control="banner"] { border: none; border-radius: ${control_radius}px; background: $accent_soft; }
QFrame[control="banner"][kind="attention"] { background: $attention_soft; }
QFrame[control="banner"][kind="problem"] { background: $problem_soft; }
QFrame[control="toast"] { background: $text; border: none; border-radius: ${control_radius}px; }
QFrame[control="toast"] QPushButton { color: $surface; background: transparent; border: none;
  font-weight: 600; }
QFrame[control="toast"] QPushButton:hover { color: $accent_soft; }
QFrame[control="separator"] { background: $line; border: none; }

QMenu { color: $text; background: $raised; border: 1px solid $control; border-radius: ${control_radius}px;
  padding: 4px; }
QMenu::item { padding: 5px 24px 5px 12px; min-height: 18px; border-radius: ${small_radius}px; }
QMenu::icon { padding-left: 8px; }
QMenu::item:selected { background: $accent_soft; color: $text; }
QMenu::item:disabled { color: $text3; }
QMenu::separator { height: 1px; background: $line; margin: 4px 8px; }

QScrollArea, QAbstractItemView { background: transparent; border: none; outline: none; }
QScrollBar:vertical { background: transparent; width: 10px; margin: 0; }
QScrollBar::handle:vertical { background: $control; border-radius: 3px; min-height: 32px; margin: 2px; }
QScrollBar::handle:vertical:hover { background: $text3; }
QScrollBar::handle:vertical:disabled { background: transparent; }
QScrollBar:horizontal { background: transparent; height: 10px; margin: 0; }
QScrollBar::handle:horizontal { background: $control; border-radius: 3px; min-width: 32px; margin: 2px; }
QScrollBar::handle:horizontal:hover { background: $text3; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }

QSplitter::handle { background: $line; }
QDialog { background: $surface; }
""")


def sheet(css: Callable[[Role], str]) -> str:
    """The style sheet in the colours that `css` gives."""
    colours: dict[str, str] = {role: css(role) for role in ROLES}
    return _SHEET.substitute(
        colours,
        # Qt's min-height is of the contents: the edge of 1 px on both sides comes on top.
        button=BUTTON - 2,
        button_small=BUTTON_SMALL - 2,
        input=BUTTON - 4,
        search=SEARCH - 4,
        chip=CHIP,
        control_radius=RADIUS_CONTROL,
        small_radius=RADIUS_SMALL,
        card=RADIUS_CARD,
        composer=RADIUS_COMPOSER,
    )
