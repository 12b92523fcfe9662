"""Messages as the email package parses them; letters of one part, of which mailboxes are full, faster."""

import email
import re
from email.message import Message
from email.policy import compat32

# What the package takes for headers without any doubt: a name and a colon, or a blank that goes on.
_HEADERS = re.compile(rb"[!-9;-~]+:[^\n\r]*(?:\n(?:[ \t]|[!-9;-~]+:)[^\n\r]*)*")
# Each line that is matched takes memory.
_MOST = 100_000
_CONTAINERS = ("multipart", "message")


def parsed(data: bytes) -> "Message[str, str]":
    """Raises `RecursionError` for parts nested beyond all use."""
    message = _of_one_part(data)
    return message if message is not None else email.message_from_bytes(data)


def _of_one_part(data: bytes) -> "Message[str, str] | None":
    head, gap, body = data.partition(b"\n\n")
    if not gap or len(head) > _MOST or not _HEADERS.fullmatch(head):
        return None
    message: Message[str, str] = Message()
    lines = head.decode("ascii", "surrogateescape").split("\n")
    at = 0
    while at < len(lines):
        begins = at
        at += 1
        while at < len(lines) and lines[at][:1] in (" ", "\t"):
            at += 1
        message.set_raw(*compat32.header_source_parse([f"{line}\n" for line in lines[begins:at]]))
    if "content-type" in message and message.get_content_maintype() in _CONTAINERS:
        return None
    message.set_payload(body.decode("ascii", "surrogateescape"))
    return message
