"""Whether the files of the vector index may be written to: what Chroma says of it sounds like damage."""

import os
from pathlib import Path


def may_write(folder: Path, name: str = "") -> bool:
    """To the folder of the generations, and to everything of the one with this name."""
    if not _open(folder):
        return False
    return not name or all(_open(path) for path in _of(folder, name) if path.exists())


def _of(folder: Path, name: str) -> list[Path]:
    inside = [
        Path(below) / file for below, folders, files in os.walk(folder / name) for file in folders + files
    ]
    return [folder / f"{name}.lock", folder / f"{name}.closed", folder / name, *inside]


def _open(path: Path) -> bool:
    return os.access(path, os.R_OK | os.W_OK | (os.X_OK if path.is_dir() else 0))
