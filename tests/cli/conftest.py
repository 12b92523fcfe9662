"""What tests of the command line share: a scripted engine, and a way to run a command against it."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from msgspec import Struct

from desktop_rag.cli.main import main
from tests.cli.program import SAMPLE, program
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


@pytest.fixture(scope="session")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder that holds the sample library, made by the whole program."""
    data = tmp_path_factory.mktemp("data")
    ended = program(data, "index", SAMPLE, "--json")
    assert ended.returncode == 0, ended.stderr
    report = json.loads(ended.stdout)
    assert report["documents"] == {"indexed": 12, "unchanged": 0, "failed": 0, "skipped": 0}
    return data
