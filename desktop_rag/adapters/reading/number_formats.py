"""Number formats of spreadsheets (ECMA-376, 18.8.30 and 18.8.31): numbers, percentages and dates as seen.

A date is 2024-03-01 whatever the format's own order is; digits are not put into groups.
"""

import datetime
import re
from collections.abc import Callable
from functools import lru_cache, partial

from msgspec import Struct

Shape = Callable[[str], str]

_BUILT_IN: dict[int, str] = {
    1: "0", 2: "0.00", 3: "0", 4: "0.00", 5: "0", 6: "0", 7: "0.00", 8: "0.00", 9: "0%", 10: "0.00%",
    14: "d/m/y", 15: "d/m/y", 16: "d/m", 17: "m/y", 18: "h:mm", 19: "h:mm:ss", 20: "h:mm", 21: "h:mm:ss",
    22: "d/m/y h:mm", 32: "h:mm", 33: "h:mm:ss", 34: "h:mm", 35: "h:mm:ss", 37: "0", 38: "0", 39: "0.00",
    40: "0.00", 41: "0", 42: "0", 43: "0.00", 44: "0.00", 45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss.0",
} | dict.fromkeys((*range(27, 32), 36, *range(50, 59)), "d/m/y")  # fmt: skip
# A sign as it stands, one that only takes room, words in quotes, a currency, a condition or a colour.
_TOKEN = re.compile(r'\\(.)|[_*].|"([^"]*)"|\[\$([^\]-]*)[^\]]*\]|(\[[^\]]*\])', re.DOTALL)
_ELAPSED = re.compile(r"\[(h+|m+|s+)\]", re.IGNORECASE)
_DIGITS = re.compile(r"[#0?,]*[#0?](?:\.([#0?]+))?|\.([#0?]+)")
_LONGEST = 300
_EPOCH = datetime.datetime(1899, 12, 30)
_EPOCH_1904 = datetime.datetime(1904, 1, 1)
# The last day of the year 9999.
_LAST_DAY = 2_958_465


class _Number(Struct, frozen=True):
    decimals: int
    optional: bool
    percent: bool
    before: str
    after: str


def built_in(identity: int) -> str:
    """The code of a format that every program knows; "" for General and for text."""
    return _BUILT_IN.get(identity, "")


def shape_of(code: str, from_1904: bool = False) -> Shape | None:
    """What makes the text of a number in this format; None where the number stands as it is."""
    code = code[:_LONGEST].partition(";")[0] if '"' not in code else _first_section(code[:_LONGEST])
    if _ELAPSED.search(code):
        return _elapsed
    literals: list[str] = []

    def taken(token: re.Match[str]) -> str:
        literals.append("".join(token.group(sign) or "" for sign in (1, 2, 3)))
        return "\0"

    plain = _TOKEN.sub(taken, code)
    lowered = plain.lower().replace("general", "")
    if any(sign in lowered for sign in "ydhs") or "m" in lowered:
        time = "h" in lowered or "s" in lowered
        date = "y" in lowered or "d" in lowered or not time
        return partial(_date, date, time, _EPOCH_1904 if from_1904 else _EPOCH)
    return _number_shape(plain, literals)


def of_numbers(shape: Shape | None) -> Shape | None:
    """The shape when it is one of plain numbers, percentages or amounts; None for dates and times."""
    return shape if isinstance(shape, partial) and shape.func is _number else None


def _first_section(code: str) -> str:
    quoted = False
    for place, sign in enumerate(code):
        if sign == '"':
            quoted = not quoted
        elif sign == ";" and not quoted:
            return code[:place]
    return code


def _number_shape(plain: str, literals: list[str]) -> Shape | None:
    found = _DIGITS.search(plain)
    if found is None or "/" in plain or "E" in plain or plain[found.end() :].startswith(","):
        return None
    if found.group(0).endswith(",") or _DIGITS.search(plain, found.end()):
        return None
    held = iter(literals)

    def words(text: str) -> str:
        return "".join(next(held, "") if sign == "\0" else sign if sign in "€$£¥ " else "" for sign in text)

    before, after = words(plain[: found.start()]).lstrip(), words(plain[found.end() :]).rstrip()
    places = found.group(1) or found.group(2) or ""
    number = _Number(len(places), "0" not in places, "%" in plain, before, after)
    return partial(_number, number)


def _number(number: _Number, text: str) -> str:
    try:
        value = float(text) * (100 if number.percent else 1)
    except ValueError:
        return text
    if abs(value) >= 1e15:
        return text
    shown = f"{value:.{number.decimals}f}"
    if number.optional and "." in shown:
        shown = shown.rstrip("0").rstrip(".")
    if shown.startswith("-") and not shown.strip("-0."):
        shown = shown[1:]
    return f"{number.before}{shown}{'%' if number.percent else ''}{number.after}"


def general(text: str) -> str:
    """A number without a format: ten digits of it, as programs show them; whole numbers in full."""
    if text.isdigit():
        return text
    try:
        value = float(text)
    except ValueError:
        return text
    return str(int(value)) if abs(value) < 1e15 and value.is_integer() else f"{value:.10g}"


@lru_cache(4096)
def _date(date: bool, time: bool, epoch: datetime.datetime, text: str) -> str:
    try:
        value = float(text)
        if not 0 <= value <= _LAST_DAY:
            return general(text)
        days = int(value)
        # Day 60 of the epoch of 1900 is the 29th of February 1900, which never was.
        if epoch is _EPOCH and days < 60:
            days += 1
        moment = epoch + datetime.timedelta(days, round((value % 1) * 86_400))
    except (ValueError, OverflowError):
        return text
    clock = moment.strftime("%H:%M:%S" if moment.second else "%H:%M")
    if not date:
        return clock
    shown = moment.date().isoformat()
    return f"{shown} {clock}" if time and clock != "00:00" else shown


def _elapsed(text: str) -> str:
    try:
        seconds = round(float(text) * 86_400)
    except (ValueError, OverflowError):
        return text
    sign, seconds = "-" if seconds < 0 else "", abs(seconds)
    return f"{sign}{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"
