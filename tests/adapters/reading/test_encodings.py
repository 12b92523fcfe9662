"""Text is read in the encoding that it was written in, with a mark or without."""

import random

import pytest

from desktop_rag.adapters.reading.encodings import decode, is_text

GERMAN = (
    "Die Größe der Straße übt Einfluß auf die Übersicht aus. Schöne Grüße aus Köln, wo wir über die Brücke "
    "gehen und das Münster sehen. Für die Prüfung müssen Bücher gelesen werden."
)
RUSSIAN = "Съешь же ещё этих мягких французских булок, да выпей чаю.\nЭто обычный русский текст."
GREEK = "Όλοι οι άνθρωποι γεννιούνται ελεύθεροι και ίσοι στην αξιοπρέπεια και τα δικαιώματα."
CZECH = "Příliš žluťoučký kůň úpěl ďábelské ódy. V Praze je mnoho krásných domů a děti čekají na vánoce."
JAPANESE = "これは日本語で書かれた普通の文章です。\n文字コードを正しく判別できるでしょうか。"
CHINESE = "人人生而自由，在尊严和权利上一律平等。\n他们赋有理性和良心。今天的天气很好，我们去公园。"
TAIWANESE = "人人生而自由，在尊嚴和權利上一律平等。他們賦有理性和良心。今天的天氣很好，我們去公園。"
KOREAN = "모든 인간은 태어날 때부터 자유로우며 그 존엄과 권리에 있어 동등하다."
HEBREW = "כל בני האדם נולדו בני חורין ושווים בערכם ובזכויותיהם. כולם חוננו בתבונה ובמצפון."
ARABIC = "يولد جميع الناس أحرارا متساوين في الكرامة والحقوق. وقد وهبوا عقلا وضميرا."
THAI = "มนุษย์ทั้งหลายเกิดมามีอิสระและเสมอภาคกันในเกียรติศักดิ์และสิทธิ ต่างมีเหตุผลและมโนธรรม"


@pytest.mark.parametrize("text", [GERMAN, RUSSIAN, GREEK, JAPANESE, CHINESE, KOREAN, HEBREW, ARABIC, THAI])
@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be", "utf-8"])
def test_wide_text_needs_no_mark(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding)) == text
    assert is_text(text.encode(encoding))


@pytest.mark.parametrize(
    ("text", "encodings"),
    [
        (GERMAN, "cp1252 mac_roman cp850"),
        (RUSSIAN, "cp1251 koi8-r iso8859-5 cp866"),
        (GREEK, "cp1253 iso8859-7"),
        (CZECH, "cp1250 iso8859-2"),
        (JAPANESE, "shift_jis euc-jp iso2022_jp"),
        (CHINESE, "gb18030"),
        (TAIWANESE, "big5"),
        (KOREAN, "euc-kr"),
        (HEBREW, "cp1255"),
        (ARABIC, "cp1256"),
        (THAI, "cp874"),
    ],
)
def test_old_encodings_are_told_apart(text: str, encodings: str) -> None:
    for encoding in encodings.split():
        assert decode(text.encode(encoding)) == text, encoding


def test_data_with_zeros_is_no_text() -> None:
    chance = random.Random(1)
    for _ in range(50):
        assert not is_text(
            bytes(chance.choice((0, 0, 1, 2, 255, chance.randrange(256))) for _ in range(2000))
        )
        assert not is_text(b"\0\0\0" + chance.randbytes(2000))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le", "utf-32-le", "cp1252"])
def test_zeros_at_the_end_are_no_part_of_a_text(encoding: str) -> None:
    text = "The lamp is größer than the chair.\n"
    assert decode(text.encode(encoding) + bytes(5000)).rstrip("\0") == text


def test_some_stray_zeros_do_not_make_a_text_unreadable() -> None:
    text = "The lamp is larger than the chair, and so is the table. " * 9 + "\0\0"
    text += "The lamp\0 is larger than the\0 chair, and\0 so is the table.\0"
    assert decode(text.encode()) == text
