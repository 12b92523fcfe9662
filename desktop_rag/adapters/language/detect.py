"""Which language a text is in: by its script, and where scripts are shared by its small words.

Without a model: nothing to load, and 500 characters take some 30 µs.
"""

from collections import Counter
from functools import cache

from desktop_rag.adapters.language.scripts import SCRIPTS, WORD, is_spaced, spaced_words
from desktop_rag.adapters.language.stop_words import STOP_WORDS

READ = 1000
# Letters that tell neighbours apart when the small words do not.
_LETTERS = {
    "vi": "ăđơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ",
    "tr": "ığş",
    "pl": "ąćęłńśźż",
    "cs": "ěřů",
    "sk": "ľĺŕ",
    "hu": "őű",
    "ro": "ăâîșțşţ",
    "de": "ßäöü",
    "sv": "åäö",
    "da": "æøå",
    "no": "æøå",
    "fi": "äö",
    "pt": "ãõ",
    "es": "ñ¿¡",
    "fr": "çœêèù",
    "uk": "іїєґ",
    "bg": "ъщ",
    "sr": "ђјљњћџ",
    "ru": "ыэё",
    "fa": "پچژگکی",
    "ur": "ٹڈڑےں",
}


@cache
def _worth_of_words() -> dict[str, tuple[tuple[str, float], ...]]:
    """Every small word with its languages and what it says for each: a word of one language says more
    than one that seven share, a single letter little."""
    found: dict[str, list[str]] = {}
    for language, words in STOP_WORDS.items():
        for word in dict.fromkeys(words.split()):
            found.setdefault(word, []).append(language)
    return {
        word: tuple(
            (language, (1.0 if len(word) > 1 else 0.3) / len(languages) ** 0.5) for language in languages
        )
        for word, languages in found.items()
    }


def _script_of(text: str) -> str:
    if text.isascii():
        return "latin"
    counts = {name: len(pattern.findall(text)) for name, pattern in SCRIPTS.items()}
    # A Japanese text is told by a few kana among the Han, and a Chinese one holds Latin names.
    if counts["ja"] * 10 > counts["zh"] and counts["ja"] * 3 > counts["latin"] * 0.5:
        return "ja"
    for wide in ("zh", "ko"):
        counts[wide] *= 3
    return max(counts, key=lambda name: counts[name])


def _by_words(text: str) -> str:
    """The language that most of the small words belong to; "" when there are too few to tell."""
    worth_of = _worth_of_words()
    scores: dict[str, float] = {}
    lowered = text.lower()
    spaced = is_spaced(lowered)
    counts = Counter(spaced_words(lowered) if spaced else [match.group() for match in WORD.finditer(lowered)])
    # In the order of the text: that of a set is another in each process, and with it what wins of two equals.
    for word in (word for word in counts if word in worth_of):
        # A name that comes again and again (Los Angeles) is worth no more than twice.
        times = min(counts[word], 2)
        for language, worth in worth_of[word]:
            scores[language] = scores.get(language, 0.0) + times * worth
    if not text.isascii():
        present = set(lowered)
        for language, letters in _LETTERS.items():
            if hits := len(present.intersection(letters)):
                scores[language] = scores.get(language, 0.0) + 0.5 * hits
    if not scores:
        return ""
    best = max(scores, key=lambda language: (scores[language], language == "en"))
    return best if scores[best] >= max(1.0, 0.04 * len(counts)) else ""


def language_of(text: str) -> str:
    """ISO 639-1 code of the first thousand characters, or "" when it cannot be told."""
    text = text[:READ]
    script = _script_of(text)
    if script in ("latin", "cyrillic", "arabic"):
        return _by_words(text)
    return script if any(SCRIPTS[script].finditer(text)) else ""
