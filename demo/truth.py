"""Writes `truth.json`, what the warehouse must know after the last visit: `python -m demo.truth` after edits.

Judgments (roles, labels, outcomes, amends) are copied from the content, where people wrote them; keys, times,
replies, events and totals are computed. Labels that a message does not have are left out of its record.
"""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from .state import thread_views
from .story import Edit, Story, Thread, Utterance, load_story
from .visits import Happening, happenings, moment, shown, sights

TRUTH = Path(__file__).parent / "truth.json"
SOURCES = {"reviews": "demo-otzyvy", "blog": "demo-blog"}
OUTCOMES = ("vanished", "recovered", "replied_unresolved", "deflected", "ignored", "no_channel", "pending")


def build_truth(story: Story) -> dict[str, Any]:
    """Everything that can be checked by machine, ready for JSON."""
    messages = [_message(story, thread, one) for thread in story.threads for one in thread.messages]
    cases = [case for thread in story.threads for case in _cases(thread)]
    return {
        "visit_days": [_stamp(day) for day in story.visit_days],
        "providers": dict(story.providers),
        "totals": _totals(story, messages, cases),
        "threads": [_thread(thread) for thread in story.threads],
        "messages": messages,
        "cases": cases,
        "events": [_event(story, happening) for happening in happenings(story)],
        "failed_visits": list(_failed(story)),
        "reposts": [
            {
                "message": _key(thread, one.id),
                "repost_of": str(one.repost_of),
                "source": SOURCES[thread.surface],
            }
            for thread in story.threads
            for one in thread.messages
            if one.repost_of
        ],
    }


def _thread(thread: Thread) -> dict[str, Any]:
    return {
        **_place(thread),
        "provider": thread.provider or None,
        "message_count": len(thread.messages),
        "is_gone": thread.gone is not None,
    }


def _message(story: Story, thread: Thread, one: Utterance) -> dict[str, Any]:
    return {
        **_place(thread),
        "message_key": _key(thread, one.id),
        "parent_key": None if one.parent is None else _key(thread, one.parent),
        "published_at": _stamp(one.at),
        "author": one.author,
        "provider": one.about or thread.provider or None,
        "role": one.role,
        "sentiment": one.tone,
        "last_sight": sights(story, thread, one)[-1].value,
        **_filled({"is_official": one.official, "toward": dict(one.toward)}),
        **_labels(one.says),
        **_filled({"edits": [_edit(one, edit) for edit in one.edits]}),
    }


def _edit(one: Utterance, edit: Edit) -> dict[str, Any]:
    changed = {"text": edit.text, "title": edit.title, "rating": edit.rating}
    return {
        "day": edit.day,
        "changed": sorted(name for name, value in changed.items() if value is not None),
        "sentiment": edit.tone or one.tone,
        **_labels(edit.says or one.says),
    }


def _filled(labels: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in labels.items() if value}


def _labels(says: tuple[str, ...]) -> dict[str, Any]:
    said = [label.partition("/") for label in says]
    flags = ("resolved", "leaving", "thanks", "deflection")
    labels = {
        "apology": _values(said, "apology"),
        "ignoring": _values(said, "ignoring"),
        "ignoring_kinds": sorted({detail for label, _, detail in said if label == "ignoring.claimed"} - {""}),
        "compensation": _values(said, "compensation"),
        "channels": sorted(detail for label, _, detail in said if label == "channel"),
        **{flag: flag in says for flag in flags},
    }
    return _filled(labels)


def _values(said: list[tuple[str, str, str]], family: str) -> list[str]:
    return sorted({label.split(".")[1] for label, _, _ in said if label.startswith(f"{family}.")})


def _cases(thread: Thread) -> Iterator[dict[str, Any]]:
    for one in thread.messages:
        outcomes = dict(one.side_cases)
        if one.outcome:
            outcomes[one.about or thread.provider] = one.outcome
        for provider, outcome in outcomes.items():
            yield _case(thread, one, provider=provider, outcome=outcome)


def _case(thread: Thread, one: Utterance, *, provider: str, outcome: str) -> dict[str, Any]:
    replies = [] if provider in one.side_cases else replies_to(thread, one)
    first = replies[0] if replies else None
    return {
        **_place(thread),
        "message_key": _key(thread, one.id),
        "provider": provider,
        "outcome": outcome,
        "amends": list(one.amends),
        "reply_count": len(replies),
        "first_reply_key": _key(thread, first.id) if first else None,
        "hours_to_reply": round((first.at - one.at).total_seconds() / 3600, 2) if first else None,
        "is_repost": one.repost_of is not None,
    }


def replies_to(thread: Thread, start: Utterance) -> list[Utterance]:
    """The company messages that answer the case which `start` begins, oldest first.

    A company message answers the nearest message above it whose author has a case in the thread.
    """
    authors = {one.author for one in thread.messages if one.outcome}
    by_id = {one.id: one for one in thread.messages}

    def addressee(one: Utterance) -> str | None:
        above = one.parent
        while above is not None:
            if by_id[above].author in authors:
                return by_id[above].author
            above = by_id[above].parent
        return None

    answers = [one for one in thread.messages if one.official and addressee(one) == start.author]
    return sorted((one for one in answers if one.at >= start.at), key=lambda one: one.at)


def _event(story: Story, happening: Happening) -> dict[str, Any]:
    thread, one = happening.thread, happening.message
    event = {
        **_place(thread),
        "message_key": _key(thread, one.id) if one else None,
        "kind": happening.kind,
        "grade": happening.grade,
        "day": happening.day,
        "observed_at": _stamp(moment(story, happening.day)),
        "last_seen_at": _stamp(moment(story, happening.last_seen)),
        "first_missing_at": _stamp(moment(story, happening.first_missing)),
    }
    if happening.kind == "reparented" and one:
        parent = shown(story, thread, happening.day)[thread.key(one.id)].parent
        event["parent_key"] = _site_key(thread, parent or 0)
    return event


def _failed(story: Story) -> Iterator[dict[str, Any]]:
    for thread in story.threads:
        if thread.trouble:
            day, status = thread.trouble
            yield {
                **_place(thread),
                "day": day,
                "visited_at": _stamp(moment(story, day)),
                "http_status": status,
            }


def _totals(story: Story, messages: list[dict[str, Any]], cases: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "threads": len(story.threads),
        "messages": len(messages),
        "seen_by_day": [_seen(story, day) for day in range(1, len(story.visit_days) + 1)],
        "providers": {slug: _provider(slug, messages, cases) for slug in story.providers},
    }


def _seen(story: Story, day: int) -> dict[str, Any]:
    """What a crawl brings that day: threads that could be read, and their messages, tombstones included."""
    row: dict[str, Any] = {"day": day}
    for surface, source in SOURCES.items():
        readable = [
            thread
            for thread in story.of(surface)
            if thread_views(story, thread, story.visit_days[day - 1])
            and not (thread.trouble and thread.trouble[0] == day)
        ]
        count = sum(len(shown(story, thread, day)) for thread in readable)
        row[source] = {"threads": len(readable), "messages": count}
    return row


def _provider(slug: str, messages: list[dict[str, Any]], cases: list[dict[str, Any]]) -> dict[str, Any]:
    about = [one for one in messages if one["provider"] == slug]
    customers = [one for one in about if one["role"] == "customer"]
    own = [case for case in cases if case["provider"] == slug]
    counted = Counter(case["outcome"] for case in own)
    return {
        "messages": len(about),
        "customer_messages": len(customers),
        "company_messages": sum(one["role"] == "company" for one in about),
        "negative_customer_messages": sum(one["sentiment"] == "negative" for one in customers),
        "cases": len(own),
        "answered_72h": sum((case["hours_to_reply"] or 999) <= 72 for case in own),
        "apologised": sum(_has(case, "apology") for case in own),
        "compensated": sum(_has(case, "compensation_promised", "compensation_confirmed") for case in own),
        "outcomes": {outcome: counted[outcome] for outcome in OUTCOMES},
    }


def _has(case: Mapping[str, Any], *starts: str) -> bool:
    return any(amend.startswith(starts) for amend in case["amends"])


def _place(thread: Thread) -> dict[str, Any]:
    return {"source": SOURCES[thread.surface], "thread_key": str(thread.id)}


def _key(thread: Thread, message: int) -> str:
    return _site_key(thread, thread.key(message))


def _site_key(thread: Thread, number: int) -> str:
    if thread.surface == "reviews":
        return str(number)
    return f"post-{number}" if number == thread.id else f"comment-{number}"


def _stamp(at: datetime | None) -> str | None:
    return at.astimezone(UTC).isoformat() if at else None


def render_truth(story: Story) -> str:
    """The text of truth.json: one record a line, so that a change of one message is a change of one line."""
    truth = build_truth(story)
    lines = []
    for name, value in truth.items():
        if isinstance(value, list) and value and isinstance(value[0], dict):
            rows = ",\n".join(f"  {json.dumps(row, ensure_ascii=False)}" for row in value)
            lines.append(f'"{name}": [\n{rows}\n]')
        else:
            lines.append(f'"{name}": {json.dumps(value, ensure_ascii=False, indent=1)}')
    return "{\n" + ",\n".join(lines) + "\n}\n"


if __name__ == "__main__":
    TRUTH.write_text(render_truth(load_story()), "utf-8")
