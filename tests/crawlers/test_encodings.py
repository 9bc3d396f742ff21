import pytest

from crawlers.encodings import find_encoding, find_mojibake
from crawlers.errors import TableUnreadable

REVIEW = (
    "Третий день нет интернета, поддержка молчит. Обещали «перезвонить» — тишина.\n"
    "Дата;Отзыв\nСкорость по тарифу 100 Мбит/с, по факту не больше десяти, пинг скачет весь вечер."
)
SHOUT = "ВЕРНИТЕ ДЕНЬГИ! ТРЕТИЙ ДЕНЬ НЕТ ИНТЕРНЕТА, НИКТО НЕ ОТВЕЧАЕТ НА ЗАЯВКИ"
KAZAKH_AND_LATIN = "Tariff Turbo 500, Wi-Fi роутер TP-Link Archer, очень доволен скоростью и поддержкой"


@pytest.mark.parametrize("encoding", ["utf-8", "cp1251", "koi8-r", "cp866"])
@pytest.mark.parametrize("text", [REVIEW, SHOUT, KAZAKH_AND_LATIN])
def test_russian_text_tells_its_encoding(text: str, encoding: str) -> None:
    sample = text.encode(encoding, errors="ignore")
    assert find_encoding(sample, "reviews.csv") == encoding


def test_a_byte_order_mark_decides() -> None:
    assert find_encoding(REVIEW.encode("utf-8-sig"), "reviews.csv") == "utf-8-sig"
    assert find_encoding(REVIEW.encode("utf-16"), "reviews.csv") == "utf-16"


def test_a_character_cut_by_the_end_of_the_sample_is_no_doubt() -> None:
    assert find_encoding("нет интернета".encode()[:-1], "reviews.csv") == "utf-8"


@pytest.mark.parametrize(
    "sample", [b"caf\xe9 cr\xe8me na\xefve", bytes(range(128, 256)), b"abc \xff\xfe\xfd"]
)
def test_thin_evidence_is_refused(sample: bytes) -> None:
    with pytest.raises(TableUnreadable, match=r"reviews\.csv cannot be told for sure"):
        find_encoding(sample, "reviews.csv")


def test_utf8_with_broken_bytes_is_not_taken_for_cp1251() -> None:
    with pytest.raises(TableUnreadable, match="UTF-8 with broken bytes"):
        find_encoding(REVIEW.encode()[:60] + b"\xd0" + REVIEW.encode()[60:], "reviews.csv")


@pytest.mark.parametrize(
    ("written", "read", "verdict"),
    [
        ("utf-8", "cp1251", "UTF-8 read as cp1251"),
        ("utf-8", "latin-1", "UTF-8 read as latin-1"),
        ("cp1251", "koi8-r", "cp1251 read as koi8-r"),
        ("koi8-r", "cp1251", "koi8-r read as cp1251"),
        ("cp1251", "cp1252", "cp1251 read as cp1252"),
        ("cp866", "cp1251", "cp866 read as cp1251"),
    ],
)
def test_mojibake_is_told_by_how_it_came_about(written: str, read: str, verdict: str) -> None:
    spoilt = REVIEW.encode(written, errors="ignore").decode(read, errors="replace")
    assert find_mojibake(spoilt) == verdict


def test_lost_letters_are_mojibake() -> None:
    assert (
        find_mojibake(REVIEW.encode("cp1251").decode("utf-8", errors="replace"))
        == "letters lost and replaced"
    )


@pytest.mark.parametrize(
    "text", ["", "plain ASCII", REVIEW, SHOUT, KAZAKH_AND_LATIN, "РСТ СРО, РС-485, №Р12 👍"]
)
def test_a_good_text_is_no_mojibake(text: str) -> None:
    assert find_mojibake(text) is None
