"""Which column of a table is which field of a message: said by the user, else guessed by its name."""

import re
from collections.abc import Iterable, Mapping
from typing import Final

from .errors import ColumnMissing, ImportRefused

FIELDS: Final = (
    "id",
    "thread",
    "parent",
    "url",
    "author",
    "badge",
    "date",
    "rating",
    "rating_max",
    "title",
    "text",
    "provider",
    "likes",
)
_OTHER_NAMES: Final = {
    "message_key": "id",
    "thread_key": "thread",
    "parent_key": "parent",
    "author_badge": "badge",
    "published_at": "date",
    "provider_name": "provider",
}
# In the order of how sure a name is; the first column that fits is taken.
_NAMES: Final = {
    "id": "id message_id review_id comment_id ид код номер",
    "thread": "thread thread_id topic topic_id post_id тема ветка",
    "parent": "parent parent_id reply_to in_reply_to родитель ответ_на",
    "url": "url link permalink href ссылка",
    "author": "author author_id user user_id username user_name nickname name автор пользователь имя ник",
    "badge": "badge official is_official staff is_company официальный представитель",
    "date": "published_at date datetime created_at created date_created timestamp time published posted_at"
    " дата дата_отзыва дата_публикации опубликовано время",
    "rating": "rating stars star score mark grade rate оценка рейтинг звёзды звезды балл",
    "rating_max": "rating_max max_rating scale шкала",
    "title": "title subject header heading headline заголовок тема_отзыва название",
    "text": "text review review_text body content comment message text_review отзыв текст текст_отзыва"
    " комментарий сообщение",
    "provider": "provider isp operator company brand провайдер оператор компания",
    "likes": "likes like votes upvotes лайки нравится полезно",
}


def guess_mapping(columns: Iterable[str]) -> dict[str, str]:
    """Return field to column for the columns whose names say what they hold; others are left out."""
    known = {_plain(column): column for column in reversed(list(columns))}
    found = {
        field: next((known[name] for name in names.split() if name in known), None)
        for field, names in _NAMES.items()
    }
    return {field: column for field, column in found.items() if column is not None}


def complete_mapping(columns: Iterable[str], chosen: Mapping[str, str]) -> dict[str, str]:
    """Return `chosen` with what it does not say guessed; `field=""` in it leaves a field out.

    Raises ColumnMissing, with the columns that are there, for a named column that is not, and where no column
    holds the text; ImportRefused for a field that does not exist.
    """
    columns = list(columns)
    said = {_field(name): column.strip() for name, column in chosen.items()}
    for field, column in said.items():
        if column and column not in columns:
            raise ColumnMissing(
                f"There is no column {column!r} for {field}; the table has {_listed(columns)}."
            )
    taken = set(said.values())
    guessed = guess_mapping(column for column in columns if column not in taken)
    mapping = {field: column for field, column in (guessed | said).items() if column}
    if "text" not in mapping:
        raise ColumnMissing(
            f"No column is known to hold the text; map one of {_listed(columns)} with --map COLUMN=text."
        )
    if "parent" in mapping and "id" not in mapping:
        raise ColumnMissing("A parent column needs a column of ids: map one with --map COLUMN=id.")
    return mapping


def _field(name: str) -> str:
    field = _OTHER_NAMES.get(name, name)
    if field not in FIELDS:
        raise ImportRefused(
            f"There is no field {name!r} to map a column to; the fields are {', '.join(FIELDS)}."
        )
    return field


def _plain(column: str) -> str:
    return re.sub(r"[\s./-]+", "_", column.strip().casefold())


def _listed(columns: list[str]) -> str:
    return ", ".join(repr(column) for column in columns)
