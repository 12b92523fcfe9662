"""The stand-in answers the recorded requests as the real server did: status, fields, order, wording."""

import http.client
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.stand_in.models import TRANSCRIPTS, recorded_models
from tests.stand_in.replies import Behaviour
from tests.stand_in.server import StandIn

# Values that must be the same, beside all names and their order.
SAME = ("error", "done", "role", "capabilities", "status", "version", "disabled", "source", "parameters",
        "template", "family", "parameter_size")  # fmt: skip
CRASHED = "chat_midstream_error_line"


def recordings() -> list[Any]:
    return [pytest.param(path, id=path.stem) for path in sorted(TRANSCRIPTS.glob("*.json"))]


@pytest.fixture(scope="module")
def server() -> Iterator[StandIn]:
    with StandIn(Behaviour(models=recorded_models())) as running:
        ask(running, {"method": "POST", "path": "/api/chat", "json": {"model": "tiny-llama", "messages": []}})
        yield running


@pytest.fixture(scope="module")
def without_cloud() -> Iterator[StandIn]:
    with StandIn(Behaviour(models=recorded_models(), cloud_disabled=True)) as running:
        yield running


def ask(server: StandIn, request: dict[str, Any]) -> tuple[int, dict[str, str], bytes]:
    body = request.get("raw")
    if body is None and request.get("json") is not None:
        body = json.dumps(request["json"])
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=20)
    try:
        headers = {"Content-Type": "application/json", **(request.get("headers") or {})}
        connection.request(request["method"], request["path"], body, headers)
        reply = connection.getresponse()
        return reply.status, {k.lower(): v for k, v in reply.getheaders()}, reply.read()
    finally:
        connection.close()


@pytest.mark.parametrize("path", recordings())
def test_it_answers_as_the_real_server_did(path: Path, server: StandIn, without_cloud: StandIn) -> None:
    recorded = json.loads(path.read_text(encoding="utf-8"))
    expected = recorded["response"]
    chosen = without_cloud if path.stem.startswith("nocloud_") else server
    if path.stem == CRASHED:
        chosen.behaviour.crash = expected["lines"][-1]["error"]
    chosen.behaviour.crashes_after = 3 if path.stem == CRASHED else None
    chosen.behaviour.thoughtless = path.stem == CRASHED
    chosen.behaviour.reply = "{ " + "very " * 60 if path.stem == "chat_format_json" else None
    status, headers, body = ask(chosen, recorded["request"])
    assert status == expected["status"]
    if "lines" in expected:
        lines = [json.loads(line) for line in body.splitlines()]
        assert headers["content-type"] == expected["headers"]["content-type"]
        assert [list(line) for line in lines[:1]] == [list(line) for line in expected["lines"][:1]]
        same_shape(lines[0], expected["lines"][0], path.stem)
        same_shape(lines[-1], expected["lines"][-1], path.stem)
    elif "body" in expected:
        same_shape(json.loads(body), expected["body"], path.stem)
    else:
        assert body.decode() == expected.get("body_text", "")


def same_shape(given: Any, expected: Any, where: str) -> None:
    """The same names in the same order, all the way down; lists by their first element."""
    if isinstance(expected, dict):
        assert isinstance(given, dict), where
        assert list(given) == list(expected), where
        for name, value in expected.items():
            if name in SAME and isinstance(value, (str, bool)):
                assert plain(given[name]) == plain(value), f"{where}.{name}"
            else:
                same_shape(given[name], value, f"{where}.{name}")
    elif isinstance(expected, list) and expected:
        assert isinstance(given, list) and given, where
        if len(expected) != len([item for item in expected if not isinstance(item, str)]):
            return  # a vector that was shortened
        same_shape(given[0], expected[0], f"{where}[0]")
    elif isinstance(expected, list):
        assert given == [], where
    elif expected is not None and not isinstance(expected, (int, float)):
        assert isinstance(given, type(expected)), where


def plain(value: Any) -> Any:
    """A sentence without its counts and times."""
    return re.sub(r"\d+", "0", value) if isinstance(value, str) else value


def test_a_stream_that_was_cut_by_repetition_has_no_last_line(server: StandIn) -> None:
    recorded = json.loads((TRANSCRIPTS / "token_repeat_abort_stream_no_done.json").read_text())
    _, _, body = ask(server, recorded["request"])
    lines = [json.loads(line) for line in body.splitlines()]
    assert len(lines) == recorded["response"]["line_count"]
    assert not any(line["done"] for line in lines)


def test_texts_with_the_same_words_lie_near_each_other(server: StandIn) -> None:
    request = {"model": "all-minilm", "input": ["llamas and camels", "camels and llamas", "a tax return"]}
    _, _, body = ask(server, {"method": "POST", "path": "/api/embed", "json": request})
    one, same, other = json.loads(body)["embeddings"]
    assert len(one) == 384
    assert sum(a * b for a, b in zip(one, same, strict=True)) > 0.99
    assert sum(a * b for a, b in zip(one, other, strict=True)) < 0.5
