"""The dates that documents give themselves, in nanoseconds since 1970."""

import re
from datetime import UTC, datetime, timedelta, timezone

_PDF = re.compile(r"(?:D:)?(\d{4})(\d\d)?(\d\d)?(\d\d)?(\d\d)?(\d\d)?(?:([+-])(\d\d)'?(\d\d)?)?")

_YEAR_OR_MONTH = re.compile(r"\d{4}(-\d\d)?")


def _nanoseconds(date: datetime) -> int | None:
    seconds = int(date.timestamp())
    return seconds * 10**9 if 0 < seconds < 2**33 else None


def date_of(text: str) -> int | None:
    """Of an ISO date such as 2024, 2024-05, 2024-05-01 or 2024-05-01T10:00:00Z; None when it is none."""
    text = text.strip()
    if _YEAR_OR_MONTH.fullmatch(text):  # as books and papers say it
        text = f"{text}-01-01"[:10]
    try:
        date = datetime.fromisoformat(text)
        return _nanoseconds(date if date.tzinfo else date.replace(tzinfo=UTC))
    except (ValueError, OverflowError, OSError):
        return None


def date_of_pdf(text: str) -> int | None:
    """Of a date as PDF writes it, D:20240501100000+02'00'; None when it is none."""
    found = _PDF.match(text.strip())
    if found is None:
        return None
    year, month, day, hour, minute, second = (int(part) if part else 0 for part in found.groups()[:6])
    ahead = timedelta(hours=int(found[8] or 0), minutes=int(found[9] or 0))
    try:
        zone = timezone(-ahead if found[7] == "-" else ahead)
        return _nanoseconds(datetime(year, month or 1, day or 1, hour, minute, second, tzinfo=zone))
    except (ValueError, OverflowError, OSError):
        return None


def date_of_mail(text: str) -> int | None:
    """Of a Date header, "Wed, 1 May 2024 10:00:00 +0200"; None when it is none."""
    from email.utils import parsedate_to_datetime

    try:
        return _nanoseconds(parsedate_to_datetime(text[:100]))
    except (ValueError, TypeError, IndexError, OverflowError, OSError):
        return None
