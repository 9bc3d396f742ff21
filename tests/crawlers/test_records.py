from dataclasses import fields
from datetime import UTC, datetime, timedelta, timezone

import pytest

from crawlers.items import Kind, Message, Precision, State
from crawlers.pages.placeholders import VERSION
from crawlers.records import ParsedMessage, to_message

KEY = b"test key"


def parsed(**changes: object) -> ParsedMessage:
    said: dict[str, object] = {
        "thread_key": "17",
        "message_key": "42",
        "url": "http://site.example/17#42",
        "kind": Kind.COMMENT,
        "text": "Звоните 8 912 345-67-89, договор № 248393",
        "author": "Иван П.",
    }
    return ParsedMessage(**(said | changes))  # type: ignore[arg-type]


def stored(**changes: object) -> Message:
    return to_message(parsed(**changes), source="site", transport="html", extractor_version="3", key=KEY)


def test_a_message_has_nothing_personal_left() -> None:
    message = stored(
        title="Иван, 8 912 345-67-89", raw={"tags": ["ivan@mail.ru"], "shown": {"tel": "89123456789"}}
    )
    assert message.text == "Звоните [телефон], договор № [договор]"
    assert message.title == "Иван, [телефон]"
    assert message.raw == {"tags": ["[почта]"], "shown": {"tel": "[телефон]"}}
    assert "Иван П" not in str(message)


def test_raw_keeps_what_holds_no_text() -> None:
    assert stored(raw={"likes": 3, "tags": ("а", 1, None)}).raw == {"likes": 3, "tags": ["а", 1, None]}


def test_better_masking_is_no_edit() -> None:
    assert stored(text="тел. 223344").content_hash != stored(text="тел. 223345").content_hash
    assert stored(text="тел. 223344").text == stored(text="тел. 223345").text


@pytest.mark.parametrize("name", ["Гость", " АНОНИМ", "Анонимный  пользователь", "guest"])
def test_the_name_that_many_share_is_no_author(name: str) -> None:
    assert stored(author=name).author_hash is None
    assert stored(author=f"{name} 17").author_hash is not None


def test_an_unnamed_author_has_no_hash() -> None:
    assert stored(author=None).author_hash is None
    assert stored(author="  ").author_hash is None
    assert stored().author_hash is not None


def test_times_are_stored_in_utc() -> None:
    moscow = timezone(timedelta(hours=3))
    message = stored(
        published_at=datetime(2026, 3, 12, 20, 1, tzinfo=moscow), published_precision=Precision.MINUTE
    )
    assert message.published_at == datetime(2026, 3, 12, 17, 1, tzinfo=UTC)
    assert message.published_at.tzinfo is UTC
    assert message.published_precision is Precision.MINUTE


def test_a_time_without_its_zone_is_a_mistake_of_the_parser() -> None:
    with pytest.raises(ValueError, match="needs its zone"):
        stored(published_at=datetime(2026, 3, 12, 20, 1))  # noqa: DTZ001


def test_everything_else_passes_through() -> None:
    said = {
        "parent_key": "41",
        "author_badge": "official",
        "rating": 4.5,
        "rating_max": 5.0,
        "likes": 3,
        "state": State.TOMBSTONE,
        "provider_name": "Провайдер",
    }
    message = stored(**said)
    assert {name: getattr(message, name) for name in said} == said
    assert (message.source, message.transport, message.extractor_version) == ("site", "html", "3")


def test_a_placeholder_says_by_which_phrases_it_was_known() -> None:
    removed = stored(state=State.TOMBSTONE, text="Комментарий удалён", raw={"tag": "а"})
    assert removed.raw == {"tag": "а", "placeholders": VERSION}
    assert stored(state=State.TOMBSTONE, text="").raw == {}
    assert stored(text="Комментарий удалён").raw == {}


def test_a_parsed_message_knows_every_field_that_only_a_page_can_fill() -> None:
    of_the_crawl = {"source", "transport", "extractor_version", "content_hash", "author_hash"}
    of_messages = {field.name for field in fields(Message)} - of_the_crawl
    assert {field.name for field in fields(ParsedMessage)} == of_messages | {"author"}
