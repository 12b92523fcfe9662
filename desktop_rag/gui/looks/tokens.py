"""The values that everything in the window is drawn with: colours, spaces, radii, heights in pixels."""

from typing import Literal, get_args

Role = Literal[
    "window", "surface", "raised", "sunken", "desk", "hover", "line", "control",
    "text", "text2", "text3", "accent", "accent_hover", "accent_soft", "accent_text", "on_accent",
    "ok", "attention", "attention_soft", "problem", "problem_soft",
    "mark", "mark_now", "mark_text", "paper",
]  # fmt: skip
ROLES: tuple[Role, ...] = get_args(Role)

# role: (light, dark), as red, green, blue in hex. Contrasts are measured: text roles reach 4.5 on the
# worst ground that they occur on, accent as a bar or a ring reaches 3.
COLOURS: dict[Role, tuple[str, str]] = {
    "window": ("#F0F2F2", "#181B1C"),
    "surface": ("#FBFCFC", "#1F2324"),
    "raised": ("#FFFFFF", "#272C2D"),
    "sunken": ("#EAEDED", "#15191A"),
    "desk": ("#E3E6E6", "#121515"),
    "hover": ("#E6EAEA", "#2A3031"),
    "line": ("#DCE0E0", "#313738"),
    "control": ("#C6CCCC", "#454D4E"),
    "text": ("#1A2021", "#E7EAEA"),
    "text2": ("#535D5F", "#AAB3B4"),
    "text3": ("#5E686A", "#99A2A3"),
    "accent": ("#0B6570", "#5FBFC8"),
    "accent_hover": ("#08525B", "#7FD0D7"),
    "accent_soft": ("#D9EAEB", "#1E3A3E"),
    "accent_text": ("#0A5C66", "#7CCDD4"),
    "on_accent": ("#FFFFFF", "#062023"),
    "ok": ("#2B7038", "#84C88A"),
    "attention": ("#875000", "#E8B05C"),
    "attention_soft": ("#FAEFD9", "#392E1A"),
    "problem": ("#AE271F", "#F28B82"),
    "problem_soft": ("#FBE8E6", "#40241F"),
    "mark": ("#FFE38F", "#5E4B12"),
    "mark_now": ("#FFD058", "#7A6114"),
    "mark_text": ("#1A2021", "#FFF0BF"),
    "paper": ("#FFFFFF", "#E9E7E2"),
}

SPACE = (4, 8, 12, 16, 24, 32)

PADDING_LIBRARY = 12
PADDING_CENTRE = 24
PADDING_SOURCE = 16

RADIUS_BADGE = 4
RADIUS_TILE = 5
RADIUS_SMALL = 6
RADIUS_CONTROL = 8
RADIUS_CARD = 10
RADIUS_COMPOSER = 12

HEADER = 56
STATUS_BAR = 28
BUTTON = 32
BUTTON_SMALL = 28
SEARCH = 40
CHIP = 24
ROW = 48
GROUP_HEAD = 28
READING_COLUMN = 680
