"""Writes a letter as mail: how one that is attached inside a file of Outlook becomes a document."""

import hashlib
from email import encoders
from email.header import Header
from email.message import Message
from email.mime.base import MIMEBase
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.utils import formatdate

from desktop_rag.adapters.reading.letters import Letter


def as_mail(letter: Letter) -> bytes:
    """The same letter gives the same bytes. Raises whatever its attachments raise."""
    parts: list[Message[str, str]] = [
        MIMEText(text, "html" if is_html else "plain", "utf-8") for is_html, text in letter.bodies
    ]
    parts += [_attachment(name, load()) for name, load in letter.documents]
    digest = hashlib.sha256()
    for part in parts:
        digest.update(part.as_bytes())
    mail = MIMEMultipart("mixed", digest.hexdigest(), parts)
    mail["Subject"] = Header(letter.subject, "utf-8").encode()
    for name, value in letter.fields:
        if name != "Date":
            mail[name] = Header(value, "utf-8").encode()
    if letter.date_ns is not None:
        mail["Date"] = formatdate(letter.date_ns / 10**9)
    return mail.as_bytes()


def _attachment(name: str, data: bytes) -> MIMEBase:
    part = MIMEBase("application", "octet-stream")
    part.set_payload(data)
    encoders.encode_base64(part)
    part.add_header("Content-Disposition", "attachment", filename=("utf-8", "", name))
    return part
