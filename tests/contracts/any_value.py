"""A value of any type that travels, made from its annotations, so that no type is forgotten."""

import types
import typing
from typing import Any, Literal, Union, get_args, get_origin

import msgspec

PLAIN: dict[Any, Any] = {
    int: 7_000_000_000,
    float: 0.25,
    str: "vicuña \u202e\x00 駱駝",
    bytes: b"\x00\xff/path",
    bool: True,
    type(None): None,
}


def any_value(kind: Any, which: int = 0, within: tuple[Any, ...] = ()) -> Any:
    """A rich value: optional things are there, tuples hold two; `which` chooses among a union's kinds.

    `within`: the structs that are being made. One that would hold itself again is None there.
    """
    if kind in PLAIN:
        return PLAIN[kind]
    origin, arguments = get_origin(kind), get_args(kind)
    if origin is Literal:
        return arguments[which % len(arguments)]
    if origin in (Union, types.UnionType):
        there = [one for one in arguments if one is not type(None) and one not in within] or [type(None)]
        return any_value(there[which % len(there)], which, within)
    if origin is tuple:
        if arguments[-1] is Ellipsis:
            return tuple(any_value(arguments[0], which + number, within) for number in range(2))
        return tuple(any_value(one, which, within) for one in arguments)
    if origin is dict:
        return {any_value(arguments[0], which, within): any_value(arguments[1], which, within)}
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        hints = typing.get_type_hints(kind)
        return kind(
            **{name: any_value(hints[name], which, (*within, kind)) for name in kind.__struct_fields__}
        )
    raise TypeError(f"no value of {kind!r} is known")
