"""Parts that are made when they are first used: an unchanged library is looked at without most of them."""

from collections.abc import Callable
from typing import Any, TypeVar, cast

T = TypeVar("T")


class _Later:
    """Stands for a part until something is asked of it. Closing what was never made does nothing."""

    def __init__(self, make: Callable[[], Any]) -> None:
        self._make = make
        self._made: Any = None

    def __getattr__(self, name: str) -> Any:
        if self._made is None:
            if name == "close":
                return _nothing
            self._made = self._make()
        return getattr(self._made, name)


def later(make: Callable[[], T]) -> T:
    """What `make` makes, with its imports, as soon as it is used."""
    return cast(T, _Later(make))


async def _nothing() -> None:
    pass
