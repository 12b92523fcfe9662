"""Documents by the folder that brought them in, each group in the order of its keys."""

from bisect import bisect_left

FILES = 0
EVERYTHING = -1
FILES_TITLE = "Files"


class Group:
    """A folder's documents that are to be seen; `total` and `absent` count those that a filter hides too.

    `absent` documents lie on a disk or in a folder that is not there right now.
    """

    def __init__(self, home: int) -> None:
        self.root = home
        self.title = ""
        self.watched = False
        self.open = True
        self.total = 0
        self.absent = 0
        self.keys: list[str] = []

    @property
    def headed(self) -> bool:
        return self.root != EVERYTHING

    @property
    def shown(self) -> int:
        """How many of its documents have a row."""
        return len(self.keys) if self.open else 0

    @property
    def rows(self) -> int:
        """Its head and, while it is open, its documents."""
        return self.headed + self.shown

    @property
    def offline(self) -> bool:
        return self.headed and self.absent > 0 and self.absent == self.total

    @property
    def looks(self) -> tuple[int, bool, bool]:
        """What is painted of its head and can change."""
        return len(self.keys), self.offline, self.open

    def place(self, key: str) -> int:
        return bisect_left(self.keys, key)


def place_among(home: int) -> tuple[bool, int]:
    """Folders in the order in which they were added, single files below them."""
    return (home == FILES, home)
