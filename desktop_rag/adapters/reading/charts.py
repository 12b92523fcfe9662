"""Charts in DrawingML: their titles, and a row for each category."""

from collections.abc import Iterator
from itertools import islice

from lxml import etree
from msgspec import Struct

from desktop_rag.adapters.reading.drawings import drawn_lines
from desktop_rag.adapters.reading.number_formats import Shape, general, shape_of
from desktop_rag.adapters.reading.zips import local

_MAX_ROWS = 500
_MAX_SERIES = 50
_MAX_POINTS = 5000
_CATEGORIES = frozenset({"cat", "xVal"})
_VALUES = frozenset({"val", "yVal"})


class _Series(Struct, frozen=True):
    name: str
    categories: dict[int, str]
    values: dict[int, str]


def chart_lines(chart: etree._Element, values: bool = True) -> list[str]:
    """The titles, then "category | series: value | series: value"; without `values` the titles alone.

    At most 500 rows of 50 series.
    """
    lines = drawn_lines(chart)
    if not values:
        return lines
    found = (_series(element) for element in chart.iter() if local(element) == "ser")
    series = list(islice(found, _MAX_SERIES))
    if not series:
        return lines + _labels(chart)
    places: dict[int, None] = {}
    for one in series:
        places.update(dict.fromkeys((*one.categories, *one.values)))
    if not any(one.values for one in series):
        lines += [one.name for one in series if one.name]
    for place in sorted(places)[:_MAX_ROWS]:
        category = next((one.categories[place] for one in series if place in one.categories), "")
        cells = [
            f"{one.name}: {one.values[place]}" if one.name else one.values[place]
            for one in series
            if one.values.get(place)
        ]
        lines.append(" | ".join(([category] if category else []) + cells))
    return lines


def _series(element: etree._Element) -> _Series:
    name, categories, values = "", {}, {}
    for child in element:
        if local(child) == "tx":
            name = " ".join(_points(child).values()) or " ".join(_texts(child, "v"))
        elif local(child) in _CATEGORIES:
            categories = _points(child)
        elif local(child) in _VALUES:
            values = _points(child)
    return _Series(" ".join(name.split())[:200], categories, values)


def _points(element: etree._Element) -> dict[int, str]:
    """The copies of the cells by their place; several levels of categories are joined, the outer first."""
    shape: Shape | None = None
    found: dict[int, str] = {}
    numbers = next(element.iter("{*}numCache", "{*}numLit"), None) is not None
    for part in element.iter():
        if local(part) == "formatCode":
            shape = shape_of(part.text or "")
        elif len(found) > _MAX_POINTS:
            break
        elif local(part) == "pt" and (place := part.get("idx") or "").isdecimal() and len(place) < 9:
            text = " ".join(" ".join(_texts(part, "v")).split())
            if numbers and text:
                text = shape(text) if shape else general(text)
            place_number = int(place)
            found[place_number] = f"{text} {found[place_number]}" if place_number in found else text
    return found


def _texts(element: etree._Element, name: str) -> Iterator[str]:
    return (part.text or "" for part in element.iter() if local(part) == name)


def _labels(chart: etree._Element) -> list[str]:
    """Of newer charts (chartEx), whose points hold their texts themselves."""
    found = dict.fromkeys(" ".join(text.split()) for text in _texts(chart, "pt"))
    return [text for text in found if text and any(letter.isalpha() for letter in text)][:_MAX_ROWS]
