"""Text becomes words: splitting, folding, stems, pairs of characters, small words, and languages."""

import os
import subprocess
import sys

import pytest

from desktop_rag.adapters.language import analyzer as analyzing
from desktop_rag.adapters.language.analyzer import SHORTENED, STEMMERS, Analyzer
from desktop_rag.adapters.language.scripts import BEYOND_ASCII_WORDS, WORD
from desktop_rag.adapters.language.stop_words import STOP_WORDS

ANALYZER = Analyzer()


def terms(language: str, text: str) -> list[str]:
    return [term.text for term in ANALYZER.terms(language, text)]


def words(text: str) -> list[str]:
    return [term.text for term in ANALYZER.words(text)]


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "The hunters' running costs", ["the", "hunter", "run", "cost"]),
        ("", "Costs in 2024", ["cost", "in", "2024"]),
        ("de", "Häuser und größere Straßen", ["haus", "und", "gross", "strass"]),
        ("fr", "L'été des mémoires", ["l", "ete", "de", "memoir"]),
        ("ru", "большой хорошие", ["больш", "хорош"]),
        ("hi", "हिन्दी में", ["हिन्दी", "में"]),
        ("pl", "Łódź", ["lodz"]),
        ("zh", "黑豹队", ["黑豹", "豹队"]),
        ("ja", "東京タワー", ["東京", "京タ", "タワ", "ワー"]),
        ("ko", "한국어는 좋다", ["한국", "국어", "어는", "좋다"]),
        ("th", "ที่นี่", ["ที่นี่"]),
        ("km", "ខ្មែរ", ["ខ្មែ", "មែរ"]),
    ],
)
def test_words_are_split_folded_and_stemmed_by_language(
    language: str, text: str, expected: list[str]
) -> None:
    assert terms(language, text) == expected


def test_accents_stay_in_vietnamese_where_they_make_another_word() -> None:
    assert terms("vi", "Đường phố") == ["đường", "phố"]


@pytest.mark.parametrize(
    "text",
    [
        "Müller 黑豹队 ging nach Zürich",
        "infor\u00admation ﬁnding",
        "e\u0301tude x",
        "ราคา 500 บาท",
        "a\u0000b \ud83d c",
        "👩\u200d👧",
    ],
)
def test_offsets_point_into_the_text_as_it_was_given(text: str) -> None:
    found = ANALYZER.terms("de", text) + ANALYZER.words(text)
    for term in found:
        piece = text[term.start : term.end]
        assert piece and not piece[0].isspace() and not piece[-1].isspace()
    starts = [term.start for term in ANALYZER.terms("de", text)]
    assert starts == sorted(starts)


@pytest.mark.parametrize("way", ["resumé", "resume\u0301", "RÉSUMÉ", "ｒｅｓｕｍｅ"])
def test_the_same_word_written_otherwise_is_the_same(way: str) -> None:
    assert words(way) in (["resume"], words("resume"))


def test_a_soft_hyphen_and_a_ligature_hide_no_word() -> None:
    assert words("infor\u00admation ﬁnding") == ["information", "finding"]


def test_combining_marks_stay_with_their_character() -> None:
    assert terms("th", "ที่ดี") == ["ที่ดี"]
    assert terms("my", "မြန်မာ") == ["မြန်", "န်မာ"]


def test_a_single_character_of_an_unspaced_script_is_a_word() -> None:
    assert terms("zh", "水 a") == ["水", "a"]


def test_words_without_end_are_left_out() -> None:
    assert words("A" * 5000 + " short") == ["short"]


@pytest.mark.parametrize(
    "text",
    [
        "plain words", "Häuser und ALLE Katzen", "The QUICK Foxes' 2nd x_y", "“Quoted” – Words…",
        "ÄÖ 黑豹队 x", "a\u00b5b 5\u00b2 ½", "", f"Short {'Long' * 40} Again",
    ],
)  # fmt: skip
def test_bare_words_are_the_same_words(text: str) -> None:
    assert ANALYZER.bare_terms("de", text) == terms("de", text)
    assert ANALYZER.bare_words(text) == words(text)
    assert ANALYZER.bare_both("de", text) == (terms("de", text), words(text))


def test_no_character_that_the_quick_split_passes_over_belongs_to_a_word() -> None:
    passed = [chr(code) for code in range(0x80, 0x3000) if not BEYOND_ASCII_WORDS.search(chr(code))]
    assert "“" in passed and "€" in passed
    for character in passed:
        assert [match.group() for match in WORD.finditer(f"a{character}b")] == ["a", "b"]


def test_small_words_are_known_by_their_analysed_form() -> None:
    for language in ("en", "de", "fr", "ru", "tr", "hi", ""):
        small = STOP_WORDS[language or "en"].split()
        for term in ANALYZER.terms(language, " ".join(small)):
            assert ANALYZER.is_stop_word(language, term.text)
    assert not ANALYZER.is_stop_word("en", "univers")
    assert not ANALYZER.is_stop_word("xx", "the")


def test_small_words_say_something_only_where_there_are_no_others() -> None:
    assert ANALYZER.content_terms("en", "The cats of the cat") == ["cat", "cat"]
    assert ANALYZER.content_terms("en", "to be or not to be") == ["to", "be", "or", "not", "to", "be"]
    assert ANALYZER.content_terms("en", "") == []


def test_the_cache_does_not_grow_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(analyzing, "CACHED", 10)
    fresh = Analyzer()
    fresh.words(" ".join(f"w{number}" for number in range(95)))
    assert len(fresh._plain) <= 10


SENTENCES = {
    "en": "All human beings are born free and equal in dignity and rights.",
    "de": "Alle Menschen sind frei und gleich an Würde und Rechten geboren.",
    "fr": "Tous les êtres humains naissent libres et égaux en dignité et en droits.",
    "es": "Todos los seres humanos nacen libres e iguales en dignidad y derechos.",
    "it": "Tutti gli esseri umani nascono liberi ed eguali in dignità e diritti.",
    "pt": "Todos os seres humanos nascem livres e iguais em dignidade e em direitos.",
    "nl": "Alle mensen worden vrij en gelijk in waardigheid en rechten geboren.",
    "sv": "Alla människor är födda fria och lika i värde och rättigheter.",
    "da": "Alle mennesker er født frie og lige i værdighed, og de bør handle mod hverandre.",
    "no": "Alle mennesker er født frie og med samme menneskeverd, og bør handle mot hverandre.",
    "fi": "Kaikki ihmiset syntyvät vapaina ja tasavertaisina. Heille on annettu järki.",
    "hu": "Minden emberi lény szabadon születik és egyenlő méltósága és joga van.",
    "ro": "Toate ființele umane se nasc libere și egale în demnitate și în drepturi.",
    "tr": "Bütün insanlar hür, haysiyet ve haklar bakımından eşit doğarlar.",
    "pl": "Wszyscy ludzie rodzą się wolni i równi pod względem swej godności.",
    "cs": "Všichni lidé rodí se svobodní a sobě rovní co do důstojnosti a práv.",
    "vi": "Tất cả mọi người sinh ra đều được tự do và bình đẳng về nhân phẩm và quyền lợi.",
    "ru": "Все люди рождаются свободными и равными в своем достоинстве и правах.",
    "uk": "Всі люди народжуються вільними і рівними у своїй гідності та правах.",
    "el": "Όλοι οι άνθρωποι γεννιούνται ελεύθεροι και ίσοι στην αξιοπρέπεια.",
    "ar": "يولد جميع الناس أحرارا متساوين في الكرامة والحقوق. وقد وهبوا عقلا وضميرا.",
    "fa": "تمام افراد بشر آزاد به دنیا می‌آیند و از لحاظ حیثیت و حقوق با هم برابرند.",
    "he": "כל בני אדם נולדו בני חורין ושווים בערכם ובזכויותיהם.",
    "hi": "सभी मनुष्यों को गौरव और अधिकारों के मामले में स्वतन्त्रता प्राप्त है।",
    "zh": "人人生而自由，在尊严和权利上一律平等。",
    "ja": "すべての人間は、生まれながらにして自由であり、かつ、尊厳と権利とについて平等である。",
    "ko": "모든 인간은 태어날 때부터 자유로우며 그 존엄과 권리에 있어 동등하다.",
    "th": "มนุษย์ทั้งปวงเกิดมามีอิสระและเสมอภาคกันในศักดิ์ศรีและสิทธิ",
    "": "4711 0815 12.50 EUR 99.00",
}


@pytest.mark.parametrize("language", sorted(SENTENCES))
def test_a_sentence_tells_its_language(language: str) -> None:
    assert ANALYZER.language_of(SENTENCES[language]) == language


def test_names_of_another_language_do_not_change_the_language() -> None:
    teams = (
        "Professional teams in the region are Los Angeles Rams, Los Angeles Lakers, Los Angeles Clippers,"
        " Los Angeles Dodgers, San Diego Padres, Los Angeles Kings and Los Angeles Angels of Anaheim."
    )
    assert ANALYZER.language_of(teams) == "en"


def test_no_model_is_loaded_to_tell_a_language() -> None:
    program = (
        "import sys\n"
        "from desktop_rag.adapters.language.analyzer import Analyzer\n"
        "assert Analyzer().language_of('All human beings are born free and equal in dignity') == 'en'\n"
        "print(sorted({'numpy', 'tantivy', 'py3langid'} & set(sys.modules)))\n"
    )
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"


@pytest.mark.parametrize("language", ["en", "de", "nl", "zh", "th", ""])
@pytest.mark.parametrize(
    "text", [*SENTENCES.values(), "gesehen und gezien: een gezien huis, GEZIEN", "a-b a a_a"]
)
def test_words_that_are_wanted_are_found_where_all_words_are(language: str, text: str) -> None:
    terms, words = ANALYZER.terms(language, text), ANALYZER.words(text)
    for step in (1, 2, 5):
        wanted = {term.text for term in terms[::step]}
        among = ANALYZER.terms_among(language, text, wanted)
        assert among == [term for term in terms if term.text in wanted]
        plain = {word.text for word in words[::step]}
        assert ANALYZER.words_among(text, plain) == [word for word in words if word.text in plain]
    assert ANALYZER.terms_among(language, text, ()) == []


@pytest.mark.parametrize("language", sorted(set(STEMMERS) - SHORTENED))
def test_a_stem_begins_as_its_word_does(language: str) -> None:
    words = " ".join(
        (*SENTENCES.values(), *STOP_WORDS.values(), "gesehen geography dying lying skies")
    ).split()
    for word in words:
        if word.isascii() and word.isalnum():
            assert ANALYZER.bare_terms(language, word)[0][0] == word[0].lower()


# As many small words of one language as of another.
TIE = """#!/bin/sh
set -e
# Automatically added by dh_installdeb/13.11.4
dpkg-maintscript-helper rm_conffile /etc/securetty 1:4.7-1 -- "$@"
# End automatically added section"""


def test_a_language_is_the_same_in_every_process() -> None:
    code = (
        "import sys; from desktop_rag.adapters.language.detect import language_of\n"
        "print(language_of(sys.argv[1]))"
    )
    told = {
        subprocess.run(
            [sys.executable, "-c", code, TIE],
            capture_output=True,
            check=True,
            env={**os.environ, "PYTHONHASHSEED": seed},
        ).stdout
        for seed in "123456"
    }
    assert len(told) == 1
