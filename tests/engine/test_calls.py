"""Every type in the three tables of calls survives the journey between processes."""

from typing import Any

import msgspec
import pytest

from desktop_rag.adapters.chroma import calls as chroma
from desktop_rag.adapters.reading import calls as reading
from desktop_rag.engine import calls as engine
from desktop_rag.processes.calls import Call
from tests.contracts.any_value import any_value

CALLS = [
    pytest.param(call, id=f"{name}:{call.name}")
    for name, table in (("engine", engine.CALLS), ("chroma", chroma.CALLS), ("reading", reading.CALLS))
    for call in table.values()
]


def travels(value: Any, kind: Any) -> None:
    assert msgspec.msgpack.decode(msgspec.msgpack.encode(value), type=kind) == value


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize("which", range(6))
def test_argument_events_and_result_come_back_as_they_were(call: Call[Any, Any, Any], which: int) -> None:
    for kind in (call.argument, call.event, call.result):
        travels(any_value(kind, which), kind)


@pytest.mark.parametrize("call", CALLS)
def test_what_is_of_another_shape_is_refused(call: Call[Any, Any, Any]) -> None:
    for kind in (call.argument, call.result):
        with pytest.raises(msgspec.ValidationError):
            msgspec.msgpack.decode(msgspec.msgpack.encode([1, [2], {"x": object.__name__}, None]), type=kind)
