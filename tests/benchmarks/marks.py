"""Whether what is marked in the source pane is the passage: random queries over a folder, every hit opened.

`python -m tests.benchmarks.marks FOLDER [--queries 200] [--seed 1] [--data DATA] [--show 20]`

The folder is indexed into a fresh data folder, or one that is named and kept. Queries are words that follow
one another in its documents, of every kind as many. Every hit is opened as the window opens it; what is
marked then is read back from what is painted, and compared with the passage, as is what would be copied.
"""

import argparse
import asyncio
import os
import random
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import qInstallMessageHandler
from PySide6.QtWidgets import QApplication

from desktop_rag.bootstrap import ENGINE, child_command
from desktop_rag.domain.documents import Document
from desktop_rag.domain.errors import DesktopRagError
from desktop_rag.domain.passages import Hit, Span
from desktop_rag.engine.calls import (
    DOCUMENTS,
    MARKS,
    SEARCH,
    SOURCE,
    FindMarks,
    InLibrary,
    OpenSource,
    Search,
)
from desktop_rag.engine.client import EngineClient
from desktop_rag.gui.looks import theme
from desktop_rag.gui.loop import AppLoop
from desktop_rag.gui.source.pane import SourcePane
from desktop_rag.gui.tasks import TaskRunner
from tests.benchmarks.figures import table
from tests.benchmarks.read_back import (
    Character,
    cells_of,
    characters,
    marked_text,
    of_letters,
    painted,
    read,
    same,
    same_as_table,
)
from tests.cli.program import NO_OLLAMA, environment

WORDS = 6
TRIES = 20
SECONDS = 60.0
LOOK_SECONDS = 0.002
GROUPS = ("source", "page", "emphasis")


class Opened(NamedTuple):
    """One hit: how it was shown, what went wrong ("" when nothing did), and the two texts."""

    hit: Hit
    shown: str
    wrong: str
    expected: str = ""
    found: str = ""


class Pages:
    """The characters of pages that were read before."""

    def __init__(self) -> None:
        self._known: dict[tuple[bytes, int], list[Character | str]] = {}

    def of(self, path: bytes, page: int) -> list[Character | str]:
        """None of a document within another, whose path is that of its file."""
        if (path, page) not in self._known:
            with open(path, "rb") as file:
                is_pdf = b"%PDF" in file.read(1024)
            self._known[path, page] = characters(Path(os.fsdecode(path)), page) if is_pdf else []
        return self._known[path, page]


class Opener:
    """Opens hits in the real source pane, one after the other, and compares what it marks."""

    def __init__(self, engine: EngineClient, tasks: TaskRunner) -> None:
        self._engine, self._tasks = engine, tasks
        self._pages = Pages()
        self.pane = SourcePane(engine, tasks)
        self.pane.resize(456, 800)
        self.pane.show()

    async def open(self, hit: Hit, words: str) -> Opened:
        pane = self.pane
        pane.show_place(hit.place, (), words)  # without the others of its document, which are marked as well
        try:
            async with asyncio.timeout(SECONDS):
                while not self._settled(hit):  # noqa: ASYNC110
                    await asyncio.sleep(LOOK_SECONDS)
        except TimeoutError:
            return Opened(hit, "nothing", "never opened")
        if pane.stage.showing != "nothing" and pane.taking.passage_text() != hit.text:
            return Opened(
                hit, pane.stage.showing, "other text is copied", hit.text, pane.taking.passage_text()
            )
        if pane.stage.showing == "page":
            return await self._page(hit)
        if pane.stage.showing == "text":
            return self._text(hit)
        return Opened(hit, "nothing", "not opened")

    def _settled(self, hit: Hit) -> bool:
        if any(self._tasks.running(group) for group in GROUPS):
            return False
        stage = self.pane.stage
        return stage.showing != "page" or hit.place.unit.number - 1 in stage.page.letters

    async def _page(self, hit: Hit) -> Opened:
        place, scroll = hit.place, self.pane.stage.page
        index = place.unit.number - 1
        if index not in scroll.seen():
            return Opened(hit, "page", "another page is in view")
        page = self._pages.of(place.path, index + 1) or of_letters(scroll.letters[index])
        found = read(page, painted(scroll, index))
        if not same(found, hit.text):
            rest = found and _is_without(hit.text, found)
            wrong = "without running heads" if rest else "other text is painted"
            return Opened(hit, "page", wrong, hit.text, found)
        span = Span(place.start, place.end)
        marks = await self._engine.call(MARKS, FindMarks(place.document, index + 1, (span,)))
        if not same(marks.texts[0], hit.text) or not same(read(page, marks.rects[0]), hit.text):
            return Opened(hit, "page", "other text under the call's marks", hit.text, marks.texts[0])
        return Opened(hit, "page", "")

    def _text(self, hit: Hit) -> Opened:
        view = self.pane.stage.text
        found = marked_text(view)
        if same(found, hit.text):
            return Opened(hit, "text", "")
        if same_as_table(hit.text, found, cells_of(view)):
            return Opened(hit, "table", "")
        return Opened(hit, "text", "other text is painted", hit.text, found)


def _is_without(text: str, found: str) -> bool:
    """Whether only a beginning and an end of the text are missing."""
    rest = "".join(found.split())
    return rest in "".join(text.split())


async def drawn(
    engine: EngineClient, documents: Sequence[Document], chance: random.Random, count: int
) -> list[str]:
    """Words that follow one another in the documents, kind by kind in turn."""
    by_kind: dict[str, list[Document]] = defaultdict(list)
    for document in documents:
        if document.passages:
            by_kind[document.kind].append(document)
    kinds = sorted(by_kind)
    found: list[str] = []
    for number in range(count * TRIES):
        if len(found) == count:
            break
        document = chance.choice(by_kind[kinds[number % len(kinds)]])
        units = (await engine.call(SOURCE, OpenSource(document.id, unit=0))).units
        view = await engine.call(SOURCE, OpenSource(document.id, unit=chance.randrange(units)))
        words = view.text.split()
        at = chance.randrange(max(1, len(words) - WORDS))
        query = " ".join(words[at : at + WORDS]).replace('"', " ")
        if any(word.isalpha() and len(word) > 2 for word in query.split()):
            found.append(query)
    return found


async def opened(data: Path, queries: int, seed: int) -> list[Opened]:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    engine = EngineClient(child_command(ENGINE, str(data), "--ollama", NO_OLLAMA))
    tasks = TaskRunner(lambda work, error: print(f"{work}: {error!r}", file=sys.stderr))
    engine.start()
    found: list[Opened] = []
    try:
        documents = (await engine.call(DOCUMENTS, InLibrary("My library"))).documents
        opener = Opener(engine, tasks)
        for query in await drawn(engine, documents, random.Random(seed), queries):
            try:
                result = await engine.call(SEARCH, Search(query))
            except DesktopRagError as error:
                raise SystemExit(f"{query!r}: {error.code}") from error
            for hit in result.hits:
                found.append(await opener.open(hit, result.plain))
        opener.pane.close()
    finally:
        await tasks.close()
        await engine.close()
    return found


def tell(found: Sequence[Opened], queries: int, show: int) -> None:
    wrong = [one for one in found if one.wrong]
    print(f"{queries} queries, {len(found)} hits opened, {len(wrong)} are not marked as their passage")
    counted = Counter((one.hit.place.kind, one.shown) for one in found)
    missed = Counter((one.hit.place.kind, one.shown) for one in wrong)
    rows = [(kind, shown, str(count), str(missed[kind, shown])) for (kind, shown), count in counted.items()]
    print(table(("kind", "shown as", "hits", "not as marked"), sorted(rows)))
    reasons = Counter(one.wrong for one in wrong)
    print(table(("what is wrong", "hits"), [(reason, str(n)) for reason, n in reasons.most_common()]))
    for one in wrong[:show]:
        place = one.hit.place
        print(f"\n{place.shown} {place.unit.kind} {place.unit.number} {place.start}-{place.end}: {one.wrong}")
        print(f"  the passage {one.expected!r}\n  what is marked {one.found!r}")


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("folder", type=Path)
    options.add_argument("--queries", type=int, default=200)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--data", type=Path)
    options.add_argument("--show", type=int, default=0)
    chosen = options.parse_args()
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as room:
        data = chosen.data or Path(room)
        command = [sys.executable, "-m", "desktop_rag", "index", str(chosen.folder), "--ollama", NO_OLLAMA]
        subprocess.run(command, env=environment(data), stdout=subprocess.DEVNULL, check=False)
        qInstallMessageHandler(lambda *told: None)  # hundreds of lines about fonts
        app = QApplication([])
        theme.apply(app, "light")
        app.setQuitOnLastWindowClosed(False)
        with asyncio.Runner(loop_factory=lambda: AppLoop(app)) as runner:
            found = runner.run(opened(data, chosen.queries, chosen.seed))
    tell(found, chosen.queries, chosen.show)


if __name__ == "__main__":
    main()
