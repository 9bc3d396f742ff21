from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from crawlers.errors import ColumnMissing, ImportRefused, NoUsableRow, TableEmpty
from crawlers.importing import import_rows
from crawlers.items import Crawl, CrawlStatus, Kind, Message, Precision, VisitStatus
from crawlers.landing import finished_crawls, read_crawl, read_messages, read_visits

AT = datetime(2026, 3, 12, 9, 0, tzinfo=UTC)


def land(landing: Path, rows: Sequence[Mapping[str, object]], **changes: Any) -> Crawl:
    order: dict[str, Any] = {
        "source": "own",
        "mapping": {},
        "timezone": "Europe/Moscow",
        "at": AT,
        "key": b"key",
    }
    return import_rows(rows, landing_dir=landing, **(order | changes))


def landed(landing: Path, rows: Sequence[Mapping[str, object]], **changes: Any) -> list[Message]:
    crawl = land(landing, rows, **changes)
    return list(read_messages(landing / crawl.crawl_id))


def test_a_row_becomes_a_message(tmp_path: Path) -> None:
    row = {
        "id": 17.0,
        "Автор": "Иван П.",
        "Дата": "14.06.2019 в 16:36",
        "Оценка": "4,5",
        "title": "Так себе",
        "ОТЗЫВ": "Звонил, тел. 8 912 345-67-89",
        "likes": "3",
        "link": "http://site.example/17",
    }
    (message,) = landed(tmp_path, [row], provider="Провайдер")
    assert (message.source, message.message_key, message.thread_key, message.kind) == (
        "own",
        "17",
        "17",
        Kind.REVIEW,
    )
    assert message.text == "Звонил, тел. [телефон]"
    assert (message.title, message.url, message.likes) == ("Так себе", "http://site.example/17", 3)
    assert (message.rating, message.rating_max) == (4.5, 5.0)
    assert message.published_at == datetime(2019, 6, 14, 13, 36, tzinfo=UTC)
    assert message.published_precision is Precision.MINUTE
    assert message.provider_name == "Провайдер"
    assert message.author_hash is not None
    assert (message.transport, message.parent_key) == ("import", None)


@pytest.mark.parametrize("words", ["г. Пермь, ул. Ленина, 5", "javascript:alert(1)", "https://a b"])
def test_what_is_no_web_address_is_not_stored_as_one(tmp_path: Path, words: str) -> None:
    crawl = land(tmp_path, [{"Отзыв": "Плохо", "link": words}])
    (message,) = read_messages(tmp_path / crawl.crawl_id)
    assert (message.url, crawl.stats["unread_urls"]) == ("", 1)


def test_keys_that_tell_of_a_person_are_hashed_and_fit_together(tmp_path: Path) -> None:
    rows = [
        {"id": "89123456789", "тема": "Договор 248393, Иванов", "text": "Плохо"},
        {"id": "2", "parent": "89123456789", "тема": "Договор 248393, Иванов", "text": "И у нас"},
    ]
    crawl = land(tmp_path, rows)
    first, second = read_messages(tmp_path / crawl.crawl_id)
    (visit,) = read_visits(tmp_path / crawl.crawl_id)
    assert not any(word in f"{first} {second} {visit}" for word in ("89123456789", "248393", "Иванов"))
    assert (second.message_key, second.parent_key) == ("2", first.message_key)
    assert first.thread_key == second.thread_key == visit.thread_key
    again = land(tmp_path, rows, at=AT + timedelta(days=1))
    assert next(read_messages(tmp_path / again.crawl_id)).message_key == first.message_key


def test_a_column_of_home_addresses_is_not_taken_for_links(tmp_path: Path) -> None:
    crawl = land(tmp_path, [{"Отзыв": "Плохо", "Адрес": "г. Пермь, ул. Ленина, д. 5"}])
    assert crawl.stats["unused_columns"] == ["Адрес"]


def test_an_import_is_a_crawl_that_says_nothing_of_absence(tmp_path: Path) -> None:
    crawl = land(tmp_path, [{"text": "раз"}, {"text": "два"}])
    assert (crawl.engine, crawl.status, crawl.messages, crawl.visits) == ("import", CrawlStatus.PARTIAL, 2, 2)
    assert (crawl.crawl_id, crawl.started_at, crawl.finished_at) == ("20260312T090000Z-own", AT, AT)
    assert read_crawl(tmp_path / crawl.crawl_id) == crawl
    visits = list(read_visits(tmp_path / crawl.crawl_id))
    assert {visit.status for visit in visits} == {VisitStatus.PARTIAL}
    assert {visit.visited_at for visit in visits} == {AT}
    assert [visit.seen_total for visit in visits] == [1, 1]


def test_importing_again_gives_the_same_messages(tmp_path: Path) -> None:
    rows: Sequence[Mapping[str, object]] = [{"text": "нет интернета", "date": "вчера"}, {"text": "починили"}]
    assert landed(tmp_path, rows) == landed(tmp_path, rows)
    assert [one.crawl.crawl_id for one in finished_crawls(tmp_path)] == [
        "20260312T090000Z-own",
        "20260312T090001Z-own",
    ]


def test_without_ids_a_message_is_known_by_content_date_and_author(tmp_path: Path) -> None:
    rows = [
        {"text": "нет интернета", "date": "12.03.2026", "author": "Иван"},
        {"text": "нет  интернета", "date": "12.03.2026", "author": "Иван"},
        {"text": "нет интернета", "date": "13.03.2026", "author": "Иван"},
        {"text": "нет интернета", "date": "12.03.2026", "author": "Ольга"},
    ]
    crawl = land(tmp_path, rows[:1] + rows[2:])
    keys = {message.message_key for message in read_messages(tmp_path / crawl.crawl_id)}
    assert len(keys) == 3
    with pytest.raises(ImportRefused, match="Rows 1 and 2"):
        land(tmp_path, [{**row, "id": "5"} for row in rows[:1]] + [{"id": "5", "text": "другое"}])


def test_exact_doubles_are_landed_once_and_counted(tmp_path: Path) -> None:
    crawl = land(tmp_path, [{"text": "нет интернета"}, {"text": "нет интернета"}])
    assert (crawl.messages, crawl.stats["doubled"], crawl.stats["rows"]) == (1, 1, 2)


def test_rows_without_words_are_counted_and_titles_alone_are_kept(tmp_path: Path) -> None:
    rows = [{"title": "", "text": " "}, {"title": "Всё летает", "text": ""}, {"title": "", "text": "да"}]
    crawl = land(tmp_path, rows)
    assert (crawl.messages, crawl.stats["left_out"], crawl.stats["without_text"]) == (2, 1, 2)


def test_nul_bytes_and_half_characters_go(tmp_path: Path) -> None:
    rows = [{"text": "Сеть\x00 упала \ud83d", "title": "\ud83d", "автор": "Ия\ud83d"}, {"text": "\x00"}]
    crawl = land(tmp_path, rows)
    assert [message.text for message in read_messages(tmp_path / crawl.crawl_id)] == ["Сеть упала"]
    assert crawl.stats["left_out"] == 1


def test_what_could_not_be_read_is_counted_and_left_empty(tmp_path: Path) -> None:
    rows = [{"text": "раз", "date": "давно", "stars": "плохо"}, {"text": "два", "date": "", "stars": ""}]
    crawl = land(tmp_path, rows)
    first = next(read_messages(tmp_path / crawl.crawl_id))
    assert (first.published_at, first.published_precision, first.rating) == (None, Precision.UNKNOWN, None)
    counted = [crawl.stats[name] for name in ("unread_dates", "without_date", "unread_ratings")]
    assert counted == [1, 1, 1]


def test_the_mapping_that_was_used_is_recorded(tmp_path: Path) -> None:
    crawl = land(
        tmp_path, [{"ОТЗЫВ": "да", "stars": 5, "when": "2026-03-01"}], mapping={"published_at": "when"}
    )
    assert crawl.stats["mapping"] == {"text": "ОТЗЫВ", "rating": "stars", "date": "when"}


@pytest.mark.parametrize(
    ("ratings", "scale"), [(["1", "4,5"], 5.0), (["1", "7"], 10.0), (["80"], 100.0), (["4/7", "2/7"], 7.0)]
)
def test_the_scale_is_the_least_usual_one_that_holds_all_ratings(
    tmp_path: Path, ratings: list[str], scale: float
) -> None:
    rows = [{"text": f"отзыв {rating}", "rating": rating} for rating in ratings]
    assert {message.rating_max for message in landed(tmp_path, rows)} == {scale}


def test_replies_belong_to_the_thread_of_their_first_ancestor(tmp_path: Path) -> None:
    rows = [
        {"id": "3", "parent": "2", "text": "Спасибо, жду", "official": ""},
        {"id": "1", "parent": "", "text": "Нет интернета", "official": ""},
        {"id": "2", "parent": "1", "text": "Проверим линию", "official": "да"},
        {"id": "9", "parent": "8", "text": "Ответ на то, чего в таблице нет", "official": ""},
    ]
    found = {message.message_key: message for message in landed(tmp_path, rows)}
    assert {key: message.thread_key for key, message in found.items()} == {
        "1": "1",
        "2": "1",
        "3": "1",
        "9": "8",
    }
    assert [found[key].kind for key in "1239"] == [Kind.REVIEW, Kind.REPLY, Kind.COMMENT, Kind.COMMENT]
    assert (found["2"].author_badge, found["1"].author_badge) == ("official", None)


def test_parents_in_a_ring_do_not_hang_the_import(tmp_path: Path) -> None:
    rows = [{"id": "1", "parent": "2", "text": "раз"}, {"id": "2", "parent": "1", "text": "два"}]
    assert len(landed(tmp_path, rows)) == 2


def test_a_named_thread_is_kept(tmp_path: Path) -> None:
    rows = [{"id": "1", "topic": "77", "text": "раз"}, {"id": "2", "topic": "77", "text": "два"}]
    crawl = land(tmp_path, rows)
    assert [visit.thread_key for visit in read_visits(tmp_path / crawl.crawl_id)] == ["77"]


def test_formats_for_dates_are_used(tmp_path: Path) -> None:
    (message,) = landed(tmp_path, [{"text": "да", "date": "03/04/2025"}], formats=["%d/%m/%Y"])
    assert message.published_at == datetime(2025, 4, 2, 21, 0, tzinfo=UTC)


def test_without_a_time_the_import_happens_now(tmp_path: Path) -> None:
    crawl = land(tmp_path, [{"text": "да"}], at=None)
    assert abs(datetime.now(UTC) - crawl.started_at) < timedelta(minutes=1)


@pytest.mark.parametrize(
    ("rows", "changes", "refusal", "sentence"),
    [
        ([], {}, TableEmpty, "no row"),
        ([{"text": " "}, {"text": None}], {}, NoUsableRow, "None of the 2 rows has a text in column 'text'"),
        ([{"a": "да"}], {}, ColumnMissing, "map one of 'a' with --map COLUMN=text"),
        ([{"text": "да"}], {"mapping": {"date": "when"}}, ColumnMissing, "no column 'when' for date"),
        ([{"text": "да"}], {"source": "../own"}, ImportRefused, r"cannot be called '\.\./own'"),
        ([{"text": "да"}], {"timezone": "Mosco"}, ImportRefused, "no time zone 'Mosco'"),
    ],
)
def test_a_refused_import_says_why_and_lands_nothing(
    tmp_path: Path,
    rows: Sequence[Mapping[str, object]],
    changes: dict[str, Any],
    refusal: type,
    sentence: str,
) -> None:
    with pytest.raises(refusal, match=sentence):
        land(tmp_path, rows, **changes)
    assert not list(tmp_path.iterdir())
