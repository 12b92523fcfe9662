"""Frames: four bytes of length, then msgpack. They know nothing of pipes.

Values inside a frame stay undecoded until the type that the call names is known: what a child sends
is checked, never trusted, and never pickled.
"""

import struct
from typing import BinaryIO

import msgspec
from msgspec import Raw, Struct

from desktop_rag.domain.errors import Failure

LIMIT = 16 * 2**20
HEADER = struct.Struct("<I")


class Asked(Struct, frozen=True, tag="call"):
    id: int
    name: str
    argument: Raw


class Happened(Struct, frozen=True, tag="event"):
    id: int
    value: Raw


class Returned(Struct, frozen=True, tag="result"):
    id: int
    value: Raw


class Failed(Struct, frozen=True, tag="failure"):
    id: int
    failure: Failure


class Cancelled(Struct, frozen=True, tag="cancel"):
    """Sent down: stop the call. Sent up: it has stopped."""

    id: int


class Ready(Struct, frozen=True, tag="ready"):
    """The first frame of a child: it can be called now."""


class Exit(Struct, frozen=True, tag="exit"):
    """Finish what is in hand and end. Sent up: the child could not start."""

    failure: Failure | None = None


Frame = Asked | Happened | Returned | Failed | Cancelled | Ready | Exit


class FrameError(Exception):
    """What arrived is no frame: too long, broken off, or of another shape."""


_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(Frame)


def encode(frame: Frame) -> bytes:
    """The frame with its length in front. Raises FrameError when it is over 16 MiB."""
    body = _encoder.encode(frame)
    if len(body) > LIMIT:
        raise FrameError(f"a frame of {len(body)} bytes")
    return HEADER.pack(len(body)) + body


def raw(value: object) -> Raw:
    return Raw(_encoder.encode(value))


def decode(body: bytes) -> Frame:
    try:
        frame: Frame = _decoder.decode(body)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise FrameError(type(error).__name__) from error
    return frame


def length(header: bytes) -> int:
    """The length that a header announces, checked before anything is allocated."""
    size: int = HEADER.unpack(header)[0]
    if size > LIMIT:
        raise FrameError(f"a frame of {size} bytes is announced")
    return size


def read_frame(source: BinaryIO) -> Frame | None:
    """The next frame of a blocking stream, or None at its end. Raises FrameError."""
    header = source.read(HEADER.size)
    if not header:
        return None
    if len(header) < HEADER.size:
        raise FrameError("broken off")
    body = source.read(size := length(header))
    if len(body) < size:
        raise FrameError("broken off")
    return decode(body)
