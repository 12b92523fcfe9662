"""Where things are: the data folder and what lies in it, and the resources that a wheel carries."""

import os
from pathlib import Path

from desktop_rag.domain.errors import FolderUnreadable

NAME = "desktop-rag"


class DataFolder:
    """The person's data folder: private, and the only place that the program writes to."""

    def __init__(self, root: Path) -> None:
        self.root = root

    @property
    def lock(self) -> Path:
        return self.root / "lock"

    @property
    def catalog(self) -> Path:
        return self.root / "catalog.db"

    @property
    def keywords(self) -> Path:
        return self.root / "keywords"

    @property
    def vectors(self) -> Path:
        return self.root / "vectors"

    @property
    def logs(self) -> Path:
        return self.root / "logs"

    @property
    def temporary(self) -> Path:
        return self.root / "tmp"

    @property
    def window(self) -> Path:
        """The window's own JSON: sizes, theme, last pane."""
        return self.root / "window.json"

    def make(self) -> None:
        """Makes the folder, private to the person. Raises `FolderUnreadable`."""
        try:
            for folder in (self.root, self.keywords, self.vectors, self.logs, self.temporary):
                folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self.root.chmod(0o700)
            if not os.access(self.root, os.R_OK | os.W_OK | os.X_OK):
                raise FolderUnreadable(path=str(self.root))
        except OSError as error:
            raise FolderUnreadable(path=str(self.root)) from error


def data_folder(named: str | None = None) -> DataFolder:
    """The folder that was named, else that of `DESKTOP_RAG_DATA`, else the platform's."""
    chosen = named or os.environ.get("DESKTOP_RAG_DATA")
    if chosen:
        return DataFolder(Path(chosen).expanduser().absolute())
    import platformdirs

    return DataFolder(Path(platformdirs.user_data_dir(NAME)))


def resources() -> Path:
    """Inside the package when installed from a wheel, beside it in a checkout."""
    package = Path(__file__).resolve().parent
    inside = package / "resources"
    return inside if inside.is_dir() else package.parent / "resources"
