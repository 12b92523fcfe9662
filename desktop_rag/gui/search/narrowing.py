"""What hits are narrowed to: a family of kinds, a folder, a time; and how the engine is told."""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from desktop_rag.domain.passages import Hit
from desktop_rag.domain.queries import DocumentFilter, Filters
from desktop_rag.gui.search.wording import family, folder_path, kinds_of

_DATE = re.compile(r"(\d{4})(?:[-/.](\d{1,2})(?:[-/.](\d{1,2}))?)?")


@dataclass(frozen=True, slots=True)
class Period:
    """From one moment until just before another, in nanoseconds since 1970, UTC; None is open."""

    words: str = ""
    begins_ns: int | None = None
    ends_ns: int | None = None

    def __bool__(self) -> bool:
        return self.begins_ns is not None or self.ends_ns is not None

    def holds(self, moment_ns: int) -> bool:
        return (self.begins_ns is None or moment_ns >= self.begins_ns) and (
            self.ends_ns is None or moment_ns < self.ends_ns
        )


ANY_DATE = Period()


@dataclass(frozen=True, slots=True)
class Filter:
    """Which hits are shown; empty stands for all. `folder` is a path: what lies in it, and below it."""

    family: str = ""
    folder: str = ""
    period: Period = ANY_DATE

    def __bool__(self) -> bool:
        return bool(self.family or self.folder or self.period)

    def takes(self, hit: Hit) -> bool:
        return (
            (not self.family or family(hit.place.kind) == self.family)
            and (not self.folder or f"{folder_path(hit.place)}/".startswith(f"{self.folder}/"))
            and self.period.holds(hit.place.date_ns)
        )

    def told(self) -> Filters:
        """The same for the engine."""
        wanted: list[DocumentFilter] = []
        if self.family:
            wanted.append(DocumentFilter("type", kinds=kinds_of(self.family)))
        if self.folder:
            wanted.append(DocumentFilter("folder", self.folder))
        if self.period.begins_ns is not None:
            wanted.append(DocumentFilter("after", moment_ns=self.period.begins_ns))
        if self.period.ends_ns is not None:
            wanted.append(DocumentFilter("before", moment_ns=self.period.ends_ns))
        return tuple((one,) for one in wanted)


def recent_periods(now: datetime, tr: Callable[[str], str]) -> list[Period]:
    """The last week, month and year, each from the beginning of its first day; `now` is local time."""
    today = now.replace(hour=0, minute=0, second=0, microsecond=0)
    lengths = ((tr("Last 7 days"), 7), (tr("Last 30 days"), 30), (tr("Last 12 months"), 365))
    return [Period(words, _ns(today - timedelta(days=days))) for words, days in lengths]


def period_between(first: str, last: str) -> Period | None:
    """From the beginning of one date to the end of another, as 2024, 2024-03 or 2024-03-05 each; an empty
    one is open. None when nobody can tell what they mean, or when the end comes first."""
    begins, ends = _days(first), _days(last)
    if begins is None or ends is None or not (first.strip() or last.strip()):
        return None
    begins_ns = begins[0] if first.strip() else None
    ends_ns = ends[1] if last.strip() else None
    if begins_ns is not None and ends_ns is not None and ends_ns <= begins_ns:
        return None
    first, last = first.strip(), last.strip()
    words = first if first == last else f"{first} – {last}" if first and last else ""
    return Period(words or (f"from {first}" if first else f"until {last}"), begins_ns, ends_ns)


def _days(typed: str) -> tuple[int, int] | None:
    """When a year, a month or a day begins and ends where the person is; (0, 0) for an empty one."""
    typed = typed.strip()
    if not typed:
        return 0, 0
    found = _DATE.fullmatch(typed)
    if found is None:
        return None
    year, month, day = int(found[1]), int(found[2] or 0), int(found[3] or 0)
    try:
        begins = datetime(year, month or 1, day or 1)
        if day:
            ends = begins + timedelta(days=1)
        elif month:
            ends = datetime(year + month // 12, month % 12 + 1, 1)
        else:
            ends = datetime(year + 1, 1, 1)
        return _ns(begins), _ns(ends)
    except (ValueError, OverflowError, OSError):
        return None


def _ns(moment: datetime) -> int:
    return int(moment.timestamp()) * 10**9


def families_of(hits: Sequence[Hit]) -> list[tuple[str, int]]:
    """The families of kinds among hits with their counts, the most frequent first."""
    counts: dict[str, int] = {}
    for hit in hits:
        name = family(hit.place.kind)
        counts[name] = counts.get(name, 0) + 1
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))


def folders_of(hits: Sequence[Hit]) -> list[tuple[str, int]]:
    """The folders of hits by path, in the order of their names, and how many hits each holds itself or
    in folders below it."""
    lying = Counter(folder_path(hit.place) for hit in hits)
    counted = [
        (path, sum(count for other, count in lying.items() if f"{other}/".startswith(f"{path}/")))
        for path in lying
        if path
    ]
    return sorted(counted, key=lambda item: (item[0].rpartition("/")[2].casefold(), item[0]))


def in_several_folders(hits: Sequence[Hit]) -> bool:
    """Whether there is a choice of folders: asked with every letter that is typed, where counting them
    took 3 ms."""
    return len({folder_path(hit.place) for hit in hits} - {""}) > 1
