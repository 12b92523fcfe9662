"""What readers of markup share: lines that gather to paragraphs and items until something ends them."""

from dataclasses import dataclass, field

from desktop_rag.adapters.reading.parsed import Composed
from desktop_rag.domain.documents import BlockKind


@dataclass
class Prose:
    """Gathers lines; `clean` takes the signs of the markup out of a finished text."""

    composed: Composed = field(default_factory=Composed)
    lines: list[str] = field(default_factory=list)
    kind: BlockKind = "paragraph"
    level: int = 0

    def clean(self, text: str) -> str:
        return text

    def line(self, text: str) -> None:
        self.lines.append(text.strip() if self.kind == "item" else text)

    def flush(self) -> None:
        """Ends the paragraph or item."""
        if self.lines:
            self.composed.add(self.kind, self.clean("\n".join(self.lines)), self.level)
        self.lines, self.kind, self.level = [], "paragraph", 0

    def begin(self, kind: BlockKind, text: str, level: int = 0) -> None:
        """Begins a block that goes on with the lines that follow."""
        self.flush()
        self.lines, self.kind, self.level = [text], kind, level

    def add(self, kind: BlockKind, text: str, level: int = 0) -> None:
        """Adds a finished block; code is left as it is."""
        self.flush()
        self.composed.add(kind, text if kind == "code" else self.clean(text), level)


def indent_of(line: str) -> int:
    return len(line) - len(line.lstrip())


def indented(lines: list[str], at: int, beyond: int) -> int:
    """The index after the lines from `at` on that are empty or stand further in than `beyond`."""
    while at < len(lines) and (not lines[at].strip() or indent_of(lines[at]) > beyond):
        at += 1
    return at
