"""Some passages on their way from the outbox to the vector index: what is there, and what must be made."""

from collections.abc import Iterable, Mapping, Sequence

from desktop_rag.domain.projections import OutboxRow
from desktop_rag.indexing.embed import Key, Part


class Window:
    """Rows of the outbox with the parts of their passages and the vectors of these.

    `lent` are keys that an earlier window makes: windows pass through every step in order, so its
    vectors are there when they are needed.
    """

    def __init__(
        self,
        rows: Sequence[OutboxRow],
        parts: Mapping[int, Sequence[Part]],
        have: Mapping[Key, bytes],
        lent: Mapping[Key, "Window"],
    ) -> None:
        self._rows = {row.passage: row for row in rows}
        self._lent = lent
        self.rows = rows
        self.parts = {passage: list(several) for passage, several in parts.items()}
        self.vectors = dict(have)
        self.missing: dict[Key, Part] = {}
        self._waiting: dict[int, int] = {}
        self._wanted_by: dict[Key, list[int]] = {}
        for passage, several in self.parts.items():
            self._waiting[passage] = 0
            for part in several:
                if part.key not in self.vectors and part.key not in lent:
                    self.missing[part.key] = part
                    self._wanted_by.setdefault(part.key, []).append(passage)
                    self._waiting[passage] += 1

    def batches(self, size: int) -> list[list[Part]]:
        """What must be made, those of like length together, as a batch costs what its longest text costs.

        At least one batch, which may be empty.
        """
        order = sorted(self.missing.values(), key=lambda part: len(part.text))
        return [order[at : at + size] for at in range(0, len(order), size)] or [[]]

    def dropped(self) -> list[int]:
        """Passages that leave the index."""
        return [row.passage for row in self.rows if row.drop]

    def take_first(self) -> list[OutboxRow]:
        """Rows of passages that wait for no vector: dropped, gone by now, or with all vectors there."""
        ready = [row for row in self.rows if not self._waiting.get(row.passage)]
        for row in ready:
            self._waiting.pop(row.passage, None)
        return ready

    def take(self, made: Mapping[Key, bytes]) -> list[OutboxRow]:
        """Notes vectors that were made, and returns the rows of passages that are complete by them."""
        self.vectors.update(made)
        ready = []
        for key in made:
            for passage in self._wanted_by.pop(key, ()):
                self._waiting[passage] -= 1
                if not self._waiting[passage]:
                    del self._waiting[passage]
                    ready.append(self._rows[passage])
        return ready

    def wanting(self, key: Key) -> list[Part]:
        """The parts of this key, one a passage."""
        wanted = self._wanted_by.get(key, ())
        return [part for passage in wanted for part in self.parts[passage] if part.key == key]

    def replace(self, old: Part, new: Sequence[Part]) -> None:
        """Other parts stand in for one that is over the model's window."""
        parts = self.parts[old.passage]
        parts[parts.index(old) : parts.index(old) + 1] = new
        self._wanted_by[old.key].remove(old.passage)
        self._waiting[old.passage] += len(new) - 1
        for part in new:
            self._wanted_by.setdefault(part.key, []).append(old.passage)

    def vector(self, key: Key) -> bytes | None:
        """The float16 row; None when the window that was to make it has divided its text."""
        found = self.vectors.get(key)
        return found if found is not None or key not in self._lent else self._lent[key].vectors.get(key)

    def parts_with_vectors(self, rows: Iterable[OutboxRow]) -> list[tuple[Part, bytes]]:
        """All parts of those passages of which no vector is wanting."""
        found = []
        for row in rows:
            pairs = [(part, self.vector(part.key)) for part in self.parts.get(row.passage, ())]
            whole = [(part, vector) for part, vector in pairs if vector is not None]
            found += whole if len(whole) == len(pairs) else []
        return found
