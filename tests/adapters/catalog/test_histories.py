"""Whatever people and indexes do, in whatever order, the catalog's rules hold."""

import asyncio
import tempfile
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from desktop_rag.domain.documents import address_of
from desktop_rag.domain.errors import Failure
from desktop_rag.domain.projections import OutboxRow, keyword_target, vector_target
from tests.adapters.catalog.consistency import broken_rules
from tests.adapters.catalog.shelf import LARGE, SMALL, Shelf, mail_of, open_shelf, read_of, seen

FILES = st.sampled_from([b"/docs/a", b"/docs/b", b"/docs/c"])
TEXTS = st.sampled_from(["one", "two", "three"])
NAMES = st.sampled_from(["a.pdf", "inner.eml", "inner.eml/b.pdf"])
# Names with the texts that are attached; None stands for one that cannot be read.
MEMBERS = st.dictionaries(NAMES, st.sampled_from([None, "one", "two", "three", "four"]), max_size=3)
LIBRARIES = st.integers(0, 1)
TARGETS = st.integers(0, 2)
COUNTS = st.integers(1, 5)


class Histories(RuleBasedStateMachine):
    """Two libraries, three files, three contents; each target has a true index that must never be wrong."""

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.folder = tempfile.TemporaryDirectory()
        self.path = Path(self.folder.name) / "catalog.db"
        self.indexes: dict[str, set[int]] = {}
        self.in_hand: list[tuple[str, tuple[OutboxRow, ...]]] = []

    def run(self, work: Any) -> Any:
        return self.runner.run(work)

    @initialize()
    def begin(self) -> None:
        self.shelf: Shelf = self.run(open_shelf(self.path))
        other = self.run(self.shelf.catalog.libraries.create("Other", "built-in"))
        self.libraries = [self.shelf.library, other.id]

    def teardown(self) -> None:
        self.run(self.shelf.catalog.close())
        self.runner.close()
        self.folder.cleanup()

    def document(self, library: int, path: bytes) -> int | None:
        known = self.run(self.shelf.catalog.documents.known(self.libraries[library]))
        return known[path].document if path in known else None

    def targets(self, library: int) -> list[str]:
        generations = self.shelf.catalog.generations
        found = [self.run(generations.active(library)), self.run(generations.building(library))]
        return [keyword_target(library), *(vector_target(one.id) for one in found if one)]

    @rule(library=LIBRARIES, path=FILES, text=TEXTS)
    def store(self, library: int, path: bytes, text: str) -> None:
        self.run(self.shelf.add(path, read_of(text), self.libraries[library]))

    @rule(library=LIBRARIES, path=FILES, text=TEXTS, members=MEMBERS)
    def store_a_mail(self, library: int, path: bytes, text: str, members: dict[str, str | None]) -> None:
        self.run(self.shelf.add(path, mail_of(text, members), self.libraries[library]))

    @rule(library=LIBRARIES, path=FILES, name=NAMES, how=st.sampled_from(["retry", "remove", "exclude"]))
    def change_what_is_attached(self, library: int, path: bytes, name: str, how: str) -> None:
        address = address_of(path, name)
        at = self.run(self.shelf.catalog.documents.at(self.libraries[library], [address]))
        ids = [document.id for document in at]
        if how == "retry":
            self.run(self.shelf.catalog.documents.retry(ids))
        elif how == "remove":
            self.run(self.shelf.catalog.documents.remove(ids))
        else:
            self.run(self.shelf.catalog.libraries.exclude(self.libraries[library], [address]))

    @rule(library=LIBRARIES, path=FILES)
    def wait(self, library: int, path: bytes) -> None:
        waits = self.shelf.catalog.documents.wait(self.libraries[library], self.shelf.root, [seen(path)])
        self.run(self.shelf.catalog.documents.start_reading(self.run(waits)))

    @rule(library=LIBRARIES, path=FILES)
    def fail(self, library: int, path: bytes) -> None:
        if document := self.document(library, path):
            self.run(self.shelf.catalog.documents.fail(document, Failure("corrupt")))

    @rule(library=LIBRARIES, path=FILES)
    def retry(self, library: int, path: bytes) -> None:
        if document := self.document(library, path):
            self.run(self.shelf.catalog.documents.retry([document]))

    @rule(library=LIBRARIES, path=FILES, other=FILES)
    def move(self, library: int, path: bytes, other: bytes) -> None:
        if (document := self.document(library, path)) and self.document(library, other) is None:
            moves = [(document, self.shelf.root, seen(other))]
            self.run(self.shelf.catalog.documents.moved(self.libraries[library], moves))

    @rule(library=LIBRARIES, path=FILES)
    def remove(self, library: int, path: bytes) -> None:
        if document := self.document(library, path):
            self.run(self.shelf.catalog.documents.remove([document]))

    @rule(library=LIBRARIES, which=TARGETS, count=COUNTS)
    def commit(self, library: int, which: int, count: int) -> None:
        """An index takes rows in; the catalog is told only later, in another step."""
        targets = self.targets(self.libraries[library])
        name = targets[which % len(targets)]
        rows = self.run(self.shelf.catalog.outbox.next(name, count))
        index = self.indexes.setdefault(name, set())
        for row in rows:
            (index.discard if row.drop else index.add)(row.passage)
        self.in_hand.append((name, rows))

    @rule()
    def tell(self) -> None:
        if self.in_hand:
            self.run(self.shelf.catalog.outbox.done(*self.in_hand.pop(0)))

    @rule(library=LIBRARIES, embedder=st.sampled_from([SMALL, LARGE]))
    def begin_generation(self, library: int, embedder: Any) -> None:
        self.run(self.shelf.catalog.generations.begin(self.libraries[library], embedder))

    @rule(library=LIBRARIES)
    def activate(self, library: int) -> None:
        if building := self.run(self.shelf.catalog.generations.building(self.libraries[library])):
            self.run(self.shelf.catalog.generations.activate(building.id))

    @rule(library=LIBRARIES)
    def drop(self, library: int) -> None:
        if active := self.run(self.shelf.catalog.generations.active(self.libraries[library])):
            self.run(self.shelf.catalog.generations.drop(active.id))

    @rule(library=LIBRARIES, which=TARGETS)
    def refill(self, library: int, which: int) -> None:
        """An index was damaged and is empty; of what is in hand for it the catalog is told nevertheless."""
        targets = self.targets(self.libraries[library])
        name = targets[which % len(targets)]
        self.indexes[name] = set()
        self.run(self.shelf.catalog.generations.refill(self.libraries[library], name))

    @rule()
    def restart(self) -> None:
        """The rows in hand were committed, but the catalog will never be told."""
        self.in_hand = []
        self.run(self.shelf.catalog.close())
        self.shelf = self.run(open_shelf(self.path))

    @rule()
    def drain_all(self) -> None:
        """When nothing is left to do, every index holds exactly what it must."""
        names = {name: library for library in self.libraries for name in self.targets(library)}
        while any(self.take(name) for name in names):
            pass
        for name, library in names.items():
            held = self.run(self.shelf.catalog.generations.passages(library))
            assert self.indexes.get(name, set()) == set(held), name

    def take(self, name: str) -> bool:
        rows = self.run(self.shelf.catalog.outbox.next(name, 3))
        index = self.indexes.setdefault(name, set())
        for row in rows:
            (index.discard if row.drop else index.add)(row.passage)
        self.run(self.shelf.catalog.outbox.done(name, rows))
        return bool(rows)

    @invariant()
    def rules_hold(self) -> None:
        assert broken_rules(self.path) == []

    @invariant()
    def what_search_shows_is_in_the_keyword_index(self) -> None:
        if not hasattr(self, "libraries"):
            return
        for library in self.libraries:
            index = self.indexes.get(keyword_target(library), set())
            pending = self.run(self.shelf.catalog.outbox.next(keyword_target(library), 1000))
            held = self.run(self.shelf.catalog.generations.passages(library))
            shown = set(self.run(self.shelf.catalog.contents.places(library, held)))
            assert shown <= index | {row.passage for row in pending if not row.drop}


TestHistories = Histories.TestCase
TestHistories.settings = settings(
    max_examples=25, stateful_step_count=30, deadline=None, derandomize=True, database=None,
    suppress_health_check=list(HealthCheck),
)  # fmt: skip
