"""What the tests of discovery share."""

from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from tests.library.scene import Play, Scene, played


@pytest.fixture
def play(tmp_path: Path) -> Play:
    def run(act: Callable[[Scene], Awaitable[None]]) -> None:
        played(tmp_path, act)

    return run
