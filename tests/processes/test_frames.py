"""Frames are checked before they are believed."""

import io
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_rag.domain.errors import Failure
from desktop_rag.processes.frames import (
    LIMIT,
    Asked,
    Failed,
    FrameError,
    Ready,
    decode,
    encode,
    length,
    raw,
    read_frame,
)


def test_frames_survive_the_pipe_one_after_the_other() -> None:
    frames = [Ready(), Asked(7, "echo", raw({"text": "llama"})), Failed(7, Failure("missing", {"path": "x"}))]
    pipe = io.BytesIO(b"".join(encode(frame) for frame in frames))
    read = [read_frame(pipe), read_frame(pipe), read_frame(pipe)]
    assert read[0] == frames[0]
    assert isinstance(read[1], Asked)
    assert bytes(read[1].argument) == bytes(raw({"text": "llama"}))
    assert read[2] == frames[2]
    assert read_frame(pipe) is None


def test_a_length_over_the_limit_is_refused_before_anything_is_allocated() -> None:
    with pytest.raises(FrameError):
        length(struct.pack("<I", LIMIT + 1))


def test_a_value_over_the_limit_is_not_sent() -> None:
    with pytest.raises(FrameError):
        encode(Asked(1, "echo", raw(b"x" * (LIMIT + 1))))


def test_a_frame_that_breaks_off_is_no_end() -> None:
    with pytest.raises(FrameError):
        read_frame(io.BytesIO(encode(Ready())[:-1]))


@given(st.binary(max_size=200))
def test_rubbish_is_a_frame_error_and_nothing_else(body: bytes) -> None:
    try:
        decode(body)
    except FrameError:
        pass
