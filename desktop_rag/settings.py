"""The window's own settings: sizes, theme, last pane. The window alone writes them, as JSON."""

import contextlib
import os
import tempfile
from pathlib import Path
from typing import Literal

import msgspec
from msgspec import Struct

Theme = Literal["system", "light", "dark"]
Sorting = Literal["name", "date", "size", "kind", "state"]


class WindowSettings(Struct, frozen=True):
    """Sizes in pixels; `searches` are the recent ones by library, the newest first.

    What a newer version wrote and this one does not know is left out.
    """

    theme: Theme = "system"
    width: int = 1440
    height: int = 900
    library_width: int = 288
    source_width: int = 456
    library_shown: bool = True
    source_shown: bool = True
    mode: Literal["search", "ask"] = "search"
    library: str = "My library"
    conversation: int | None = None
    sorting: Sorting = "name"
    sorting_turned: bool = False
    grouped: bool = True
    searches: dict[str, tuple[str, ...]] = {}


def load(path: Path) -> WindowSettings:
    """The settings of the file; those of a missing or damaged file are the defaults."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=WindowSettings)
    except (OSError, msgspec.MsgspecError):
        return WindowSettings()


def save(path: Path, settings: WindowSettings) -> None:
    """Replaces the file in one step. A full disk costs the window's sizes and nothing else."""
    with contextlib.suppress(OSError):
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=path.name)
        with os.fdopen(handle, "wb") as file:
            file.write(msgspec.json.encode(settings))
        os.replace(name, path)
