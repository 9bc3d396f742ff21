"""What a page says in schema.org words, as plain objects: JSON-LD script by script, else microdata."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import extruct
from parsel import Selector

REVIEWS = frozenset({"Review", "UserReview", "CriticReview", "EmployerReview"})
POSTS = frozenset({"DiscussionForumPosting", "SocialMediaPosting", "Question"})
ANSWERS = frozenset({"Comment", "Answer"})
MESSAGES = REVIEWS | POSTS | ANSWERS
_ABOUT = frozenset({"itemReviewed", "about", "isPartOf", "parentItem", "author", "publisher"})
_TRAILING = re.compile(r",(?=\s*[}\]])")
_FRAME = re.compile(r"^\s*(?:<!--|//\s*<!\[CDATA\[|<!\[CDATA\[)|(?:-->|(?://\s*)?\]\]>|;)\s*$")
_DEEPEST = 60  # levels of nesting; what is deeper is no thread


@dataclass(frozen=True, slots=True)
class Found:
    """One object that is a message, and the message around it."""

    item: dict[str, Any]
    above: "Found | None"


def find_messages(text: str, page: Selector) -> tuple[list[Found], int]:
    """Return the messages of the page, and how many scripts that could not be read name one.

    One page may say the same in two syntaxes: the one with more messages counts, JSON-LD when they are equal.
    """
    scripts = page.css('script[type="application/ld+json"]::text').getall()
    readings = [_read(script) for script in scripts]
    broken = sum(one is None and _names_one(script) for one, script in zip(readings, scripts, strict=True))
    linked = [found for one in readings for found in _walk(one, None, 0)]
    marked = [found for one in _microdata(text) for found in _walk(one, None, 0)]
    return (linked if len(linked) >= len(marked) else marked), broken


def types_of(item: dict[str, Any]) -> frozenset[str]:
    """Return the types of an object without the address of their vocabulary."""
    given = item.get("@type")
    names = given if isinstance(given, list) else [given]
    return frozenset(re.split(r"[/#:]", name)[-1] for name in names if isinstance(name, str))


def _read(script: str) -> object:
    """Return what a script holds, None for one that is broken beyond the usual slips."""
    for attempt in (script, _TRAILING.sub("", _FRAME.sub("", _FRAME.sub("", script)))):
        try:
            return json.loads(attempt, strict=False)
        except (ValueError, RecursionError):
            continue
    return None


def _names_one(script: str) -> bool:
    return any(f'"{name}"' in script for name in MESSAGES)


def _microdata(text: str) -> list[Any]:
    if "itemprop" not in text:
        return []
    try:
        found = extruct.extract(text, syntaxes=["microdata"], errors="ignore")
        return [_flat(one) for one in found.get("microdata", [])]
    except RecursionError:
        return []


def _flat(value: Any) -> Any:
    """Return microdata as JSON-LD would say it."""
    if isinstance(value, list):
        return [_flat(one) for one in value]
    if not isinstance(value, dict):
        return value
    known = {"@type": value.get("type"), **({"@id": value["id"]} if value.get("id") else {})}
    return known | {name: _flat(inner) for name, inner in value.get("properties", {}).items()}


def _walk(value: object, above: Found | None, depth: int) -> Iterator[Found]:
    if depth > _DEEPEST:
        return
    if isinstance(value, list):
        for one in value:
            yield from _walk(one, above, depth + 1)
    elif isinstance(value, dict):
        if types_of(value) & MESSAGES:
            above = Found(value, above)
            yield above
        for name, inner in value.items():
            if name not in _ABOUT:
                yield from _walk(inner, above, depth + 1)
