"""What can be asked of another process: a table of calls, each with its types."""

from collections.abc import Callable
from typing import Any, Generic, Protocol, TypeVar

from msgspec import Struct

A = TypeVar("A")
E = TypeVar("E")
R = TypeVar("R")


class Nothing(Struct, frozen=True):
    """The argument, event or result of a call that has none."""


class Call(Generic[A, E, R]):
    """A call by name; argument and result are structs, `event` one tagged struct or a union of them."""

    def __init__(self, name: str, argument: type[A], event: Any, result: type[R]) -> None:
        self.name = name
        self.argument = argument
        self.event = event
        self.result = result

    def __repr__(self) -> str:
        return f"Call({self.name})"


CallTable = dict[str, Call[Any, Any, Any]]


def table(*calls: Call[Any, Any, Any]) -> CallTable:
    """The calls by name. Raises ValueError when two share one."""
    named = {call.name: call for call in calls}
    if len(named) != len(calls):
        raise ValueError("two calls share a name")
    return named


def ignore(event: object) -> None:
    """A report for those who do not listen."""


class Reporter(Protocol):
    """Takes the events of a call. `room` waits while the other side is slow to take them."""

    def __call__(self, event: Any, /) -> None: ...
    async def room(self) -> None: ...


class Caller(Protocol):
    """Anything that answers calls: a child process, or the services in this one."""

    async def call(self, call: Call[A, E, R], argument: A, report: Callable[[E], None] = ignore) -> R:
        """Raises the typed error that the other side failed with; cancelling cancels it there."""
        ...
