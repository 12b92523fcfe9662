"""How figures are gathered and printed."""

import os
import statistics
from collections.abc import Mapping, Sequence
from pathlib import Path


def as_installed(environment: Mapping[str, str], room: Path) -> dict[str, str]:
    """The environment with compiled modules kept in `room`, as they are kept on a person's machine.

    Where nothing may be written beside the sources, every start would compile them again.
    """
    kept = {name: value for name, value in environment.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**kept, "PYTHONPYCACHEPREFIX": str(room / "compiled")}


def p999(values: Sequence[float]) -> float:
    """The value that one in a thousand exceeds."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * 0.999))] if ordered else 0.0


def median(values: Sequence[float]) -> float:
    return statistics.median(values)


def load() -> str:
    """How busy the machine is, ours and others' work together: half of every figure's meaning."""
    with open("/proc/loadavg", encoding="ascii") as file:
        return f"load of the last minute {file.read().split()[0]} on {os.cpu_count()} cores"


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """The first column to the left, the others to the right."""
    everything = [head, *rows]
    wide = [max(len(row[column]) for row in everything) for column in range(len(head))]
    printed = []
    for row in everything:
        cells = [row[0].ljust(wide[0]), *(cell.rjust(w) for cell, w in zip(row[1:], wide[1:], strict=True))]
        printed.append("  ".join(cells))
    return "\n".join(printed)
