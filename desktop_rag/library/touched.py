"""Which roots must be looked at when paths have been touched, and where in them."""

import os
from collections.abc import Iterable, Mapping

from desktop_rag.domain.documents import Root

# For each root the paths to look at; no path at all is the whole root.
Touched = Mapping[int, frozenset[bytes]]

# With more paths than this, looking at the whole root is quicker, and the system may have lost some.
MANY = 4000


def everything(roots: Iterable[Root]) -> Touched:
    return {root.id: frozenset() for root in roots}


def places_of(paths: Iterable[bytes], roots: Iterable[Root], others: Touched) -> Touched:
    """These paths and those of `others`, each in every root that holds it."""
    found = {number: set(held) for number, held in others.items()}
    whole = {number for number, held in others.items() if not held}
    for root in roots:
        inside = os.path.join(root.path, b"")
        for path in paths:
            if path == root.path:
                whole.add(root.id)
            elif path.startswith(inside):
                found.setdefault(root.id, set()).add(path)
    whole |= {number for number, held in found.items() if len(held) > MANY}
    return {
        number: frozenset() if number in whole else frozenset(found[number])
        for number in found.keys() | whole
    }
