"""Which characters make words, which are written without spaces, and which script is whose."""

import re
from collections.abc import Iterator

# Scripts written without spaces between words, and Hangul, whose words carry their particles: Burmese,
# Thai and Lao, Khmer, Hangul letters, kana and Bopomofo, Han, Hangul syllables, halfwidth kana.
_BASES = (
    "\u1000-\u102a\u103f\u1050-\u1055\u105a-\u105d\u1061\u1065\u1066\u106e-\u1070\u1075-\u1081\u108e"
    "\u0e01-\u0e30\u0e32\u0e33\u0e40-\u0e46\u0e81-\u0eb0\u0eb2\u0eb3\u0ebd-\u0ec6\u0edc-\u0edf"
    "\u1780-\u17b3\u17d7\u17dc"
    "\u1100-\u11ff\u3130-\u318f\u3005-\u3007\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff"
    "\u3105-\u312f\u31a0-\u31bf\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff"
    "\uff66-\uff9d\U00020000-\U000323af"
)
_MARKS = (
    "\u102b-\u103e\u1056-\u1059\u105e-\u1060\u1062-\u1064\u1067-\u106d\u1071-\u1074\u1082-\u108d\u108f"
    "\u109a-\u109d\u0e31\u0e34-\u0e3a\u0e47-\u0e4e\u0eb1\u0eb4-\u0ebc\u0ec8-\u0ece"
    "\u17b4-\u17d3\u17dd\u3099\u309a\uff9e\uff9f\ufe00-\ufe0f"
)
# What belongs to the word it follows: accents on their own (as some PDF files have them), vowel signs of
# Hebrew, Arabic and India, the soft hyphen, and the joiners, which show nothing.
_WITHIN = (
    "\u00ad\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a"
    "\u0640\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed\u0711\u0730-\u074a"
    "\u0900-\u0903\u093a-\u094f\u0951-\u0957\u0962\u0963\u0981-\u0983\u09bc\u09be-\u09cd\u09d7"
    "\u0a01-\u0a03\u0a3c-\u0a51\u0a70\u0a71\u0a81-\u0a83\u0abc-\u0acd\u0b01-\u0b03\u0b3c-\u0b57"
    "\u0b82\u0bbe-\u0bcd\u0c00-\u0c04\u0c3e-\u0c56\u0c81-\u0c83\u0cbc-\u0cd6\u0d00-\u0d03\u0d3b-\u0d4d"
    "\u0d82\u0d83\u0dca-\u0ddf\u0f18-\u0f3e\u0f71-\u0f84\u200c\u200d"
)

_ASCII_WORD = re.compile(r"[A-Za-z0-9]+")
# Everything but letters and digits of ASCII separates words.
_GAPS = "".join(chr(code) if chr(code).isalnum() else " " for code in range(128))
# What no word holds though it is not ASCII: quotation marks, dashes, currencies, arrows, bullets. A text
# with nothing else beside ASCII is split by the quicker pattern.
_PUNCTUATION = (
    "\u00a0-\u00a9\u00ab\u00ac\u00ae-\u00b1\u00b4\u00b6-\u00b8\u00bb\u00bf\u00d7\u00f7"
    "\u2010-\u2027\u2030-\u205e\u20a0-\u20bf\u2190-\u23ff\u25a0-\u26ff"
)
BEYOND_ASCII_WORDS = re.compile(rf"[^\x00-\x7f{_PUNCTUATION}]")
# A run of unspaced script (group 1), or a word of any other.
WORD = re.compile(
    rf"([{_BASES}][{_BASES}{_MARKS}]*)|(?:(?![{_BASES}{_MARKS}])[^\W_])(?:(?![{_BASES}{_MARKS}])[^\W_]|[{_WITHIN}])*"
)
# The same word in a text that has none of those scripts, in a quarter of the time.
_SPACED_WORD = re.compile(rf"[^\W_](?:[^\W_]+|[{_WITHIN}]+)*")
_UNSPACED = re.compile(rf"[{_BASES}{_MARKS}]")
CLUSTER = re.compile(rf"[{_BASES}][{_MARKS}]*")
SILENT = re.compile("[\u00ad\u0640\u200c\u200d]")

# Scripts that stand for one language here; Latin, Cyrillic and Arabic need their words and letters.
SCRIPTS = {
    "ja": re.compile("[\u3041-\u30ff]"),
    "ko": re.compile("[\uac00-\ud7af]"),
    "zh": re.compile("[\u3400-\u4dbf\u4e00-\u9fff]"),
    "th": re.compile("[\u0e01-\u0e4e]"),
    "lo": re.compile("[\u0e81-\u0edf]"),
    "km": re.compile("[\u1780-\u17ff]"),
    "my": re.compile("[\u1000-\u109f]"),
    "el": re.compile("[\u0370-\u03ff\u1f00-\u1fff]"),
    "he": re.compile("[\u05d0-\u05ea]"),
    "hi": re.compile("[\u0900-\u097f]"),
    "bn": re.compile("[\u0980-\u09ff]"),
    "pa": re.compile("[\u0a00-\u0a7f]"),
    "gu": re.compile("[\u0a80-\u0aff]"),
    "or": re.compile("[\u0b00-\u0b7f]"),
    "ta": re.compile("[\u0b80-\u0bff]"),
    "te": re.compile("[\u0c00-\u0c7f]"),
    "kn": re.compile("[\u0c80-\u0cff]"),
    "ml": re.compile("[\u0d00-\u0d7f]"),
    "si": re.compile("[\u0d80-\u0dff]"),
    "ka": re.compile("[\u10a0-\u10ff]"),
    "hy": re.compile("[\u0530-\u058f]"),
    "am": re.compile("[\u1200-\u137f]"),
    "cyrillic": re.compile("[\u0400-\u052f]"),
    "arabic": re.compile("[\u0600-\u06ff\ufb50-\ufdff\ufe70-\ufeff]"),
    "latin": re.compile("[A-Za-z\u00c0-\u024f\u1e00-\u1eff]"),
}


def is_spaced(text: str) -> bool:
    """Whether the text has nothing of the scripts that are written without spaces."""
    return text.isascii() or _UNSPACED.search(text) is None


def is_simple(text: str) -> bool:
    """Whether all letters of the text are ASCII."""
    return text.isascii() or BEYOND_ASCII_WORDS.search(text) is None


def spaced_words(text: str) -> list[str]:
    """The words of a text that `is_spaced`. Most have nothing but ASCII: splitting those takes a third of the
    time of any pattern."""
    if text.isascii():
        return text.translate(_GAPS).split()
    return _spaced_pattern(text).findall(text)


def spaced_words_standing(text: str) -> Iterator[re.Match[str]]:
    """The same with their places."""
    return _spaced_pattern(text).finditer(text)


def _spaced_pattern(text: str) -> re.Pattern[str]:
    return _ASCII_WORD if is_simple(text) else _SPACED_WORD
