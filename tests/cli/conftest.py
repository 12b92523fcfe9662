"""What tests of the command line share: a scripted engine, and a way to run a command against it."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from msgspec import Struct

from desktop_rag.cli.main import main
from tests.fakes.cli_engine import ScriptedEngine


class Ended(Struct, frozen=True):
    """How a command ended and what it printed."""

    code: int
    out: str
    err: str

    @property
    def lines(self) -> list[Any]:
        """Every line of standard output, which must be JSON."""
        return [json.loads(line) for line in self.out.splitlines()]

    @property
    def json(self) -> Any:
        assert len(self.lines) == 1, self.out
        return self.lines[0]


Command = Callable[..., Ended]


@pytest.fixture
def engine() -> ScriptedEngine:
    return ScriptedEngine()


@pytest.fixture
def command(engine: ScriptedEngine, capfd: pytest.CaptureFixture[str]) -> Command:
    """Runs `desktop-rag` with these arguments against the scripted engine."""

    def run(*arguments: str) -> Ended:
        code = main(list(arguments), engine.open)
        out, err = capfd.readouterr()
        return Ended(code, out, err)

    return run
