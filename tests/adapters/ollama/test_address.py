"""`OLLAMA_HOST` is read as Ollama reads it, and another machine is asked about before it is used."""

import pytest

from desktop_rag.adapters.ollama.address import DEFAULT, is_this_machine, normal, resolve
from desktop_rag.domain.errors import AddressInvalid, HostUnconfirmed


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("", "http://127.0.0.1:11434"),
        ("  ", "http://127.0.0.1:11434"),
        ("0.0.0.0", "http://127.0.0.1:11434"),
        ("0.0.0.0:9999", "http://127.0.0.1:9999"),
        ("http://0.0.0.0", "http://127.0.0.1:80"),
        ("::", "http://127.0.0.1:11434"),
        ("[::]:9999", "http://127.0.0.1:9999"),
        (":56789", "http://127.0.0.1:56789"),
        ("localhost", "http://localhost:11434"),
        ("1.2.3.4", "http://1.2.3.4:11434"),
        ("1.2.3.4:56789", "http://1.2.3.4:56789"),
        ("http://1.2.3.4", "http://1.2.3.4:80"),
        ("https://1.2.3.4", "https://1.2.3.4:443"),
        ("https://Example.com:1/", "https://example.com:1"),
        ("example.com/path/", "http://example.com:11434/path"),
        ("::1", "http://[::1]:11434"),
        ("[::1]", "http://[::1]:11434"),
        ("[0001:002:003:0004::1]:56789", "http://[1:2:3:4::1]:56789"),
        ('"127.0.0.1:8080"', "http://127.0.0.1:8080"),
        ("gpu-box.lan", "http://gpu-box.lan:11434"),
    ],
)
def test_an_address_is_read_as_ollama_reads_it(text: str, url: str) -> None:
    assert normal(text) == url


@pytest.mark.parametrize(
    "text",
    ["ftp://host", "http://host:99999", "host:0", "host:abc", "user:secret@host", "http://a b", "ho st",
     "http://host\r\nX: y", "host?x=1", "höst", "http://host/ü", "a:b:c:zz"],
)  # fmt: skip
def test_an_address_that_no_server_has_is_invalid(text: str) -> None:
    with pytest.raises(AddressInvalid):
        normal(text)


@pytest.mark.parametrize(
    "text", ["127.0.0.1", "127.8.8.8", "localhost", "::1", "0.0.0.0", "::ffff:127.0.0.1"]
)
def test_loopback_is_this_machine(text: str) -> None:
    assert is_this_machine(normal(text))


@pytest.mark.parametrize(
    "text", ["192.168.1.7", "127.0.0.1.example.com", "localhost.example.com", "2130706433", "gpu", "fe80::1"]
)
def test_what_only_looks_like_loopback_is_another_machine(text: str) -> None:
    assert not is_this_machine(normal(text))


def test_a_named_address_comes_before_a_chosen_one_and_that_before_the_environment() -> None:
    assert resolve("gpu:1", "http://chosen:2", "3.3.3.3", ()) == "http://gpu:1"
    assert resolve(None, "http://chosen:2", "3.3.3.3", ()) == "http://chosen:2"
    assert resolve(None, "", "0.0.0.0:7", ()) == "http://127.0.0.1:7"
    assert resolve(None, "", None, ()) == DEFAULT


def test_another_machine_in_the_environment_is_refused_until_it_was_confirmed() -> None:
    with pytest.raises(HostUnconfirmed) as raised:
        resolve(None, "", "gpu.lan", ())
    assert raised.value.arguments["host"] == "http://gpu.lan:11434"
    assert resolve(None, "", "gpu.lan", ("http://gpu.lan:11434",)) == "http://gpu.lan:11434"
