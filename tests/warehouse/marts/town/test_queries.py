"""The named questions, asked of the town."""

from datetime import date
from pathlib import Path

import pytest

QUERIES = Path(__file__).parents[4] / "warehouse" / "queries"
NAMES = sorted(path.stem for path in QUERIES.glob("*.sql"))
PARAMETERS = ("provider", "since", "until")


def named_with(text):
    """The questions that take a parameter."""
    return [name for name in NAMES if text in (QUERIES / f"{name}.sql").read_text(encoding="utf-8")]


@pytest.fixture
def run(town, open_marts):
    """Rows of a named query as dictionaries."""
    with open_marts(town) as connection:

        def rows(name, **given):
            text = (QUERIES / f"{name}.sql").read_text(encoding="utf-8")
            values = {key: given.get(key) for key in PARAMETERS if f"${key}" in text}
            found = connection.execute(text, values)
            columns = [column[0] for column in found.description]
            return [dict(zip(columns, row, strict=True)) for row in found.fetchall()]

        yield rows


def test_there_are_the_promised_questions():
    promised = {
        "answered_72h", "apologies_and_after", "changed_since_last_week", "coverage", "evidence",
        "ignored_now", "providers_compared", "sentiment_by_week", "vanished",
    }  # fmt: skip
    assert promised <= set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_each_question_has_a_title_and_answers(run, name):
    first = (QUERIES / f"{name}.sql").read_text(encoding="utf-8").splitlines()[0]
    assert first.startswith("-- ")
    assert len(first) > 15
    assert run(name)


@pytest.mark.parametrize("name", named_with("$provider"))
def test_each_question_can_be_asked_of_one_provider(run, name):
    assert {row["provider"] for row in run(name, provider="romashka")} <= {"romashka", None}
    assert run(name, provider="nobody") == []


@pytest.mark.parametrize("name", [name for name in named_with("$since") if name != "changed_since_last_week"])
def test_each_question_can_be_asked_of_a_time(run, name):
    assert run(name, until=date(2025, 12, 31)) == []
    assert run(name, since=date(2027, 1, 1)) == []
    assert len(run(name, since=date(2026, 1, 1), until=date(2026, 12, 31))) == len(run(name))


def test_the_evidence_is_all_that_each_share_of_a_provider_counts(run, ask):
    rows = run("evidence", provider="romashka")
    counted = {
        number: (
            sum(row["number"] == number for row in rows),
            sum(row["number"] == number and row["is_hit"] for row in rows),
        )
        for number in {row["number"] for row in rows}
    }
    assert len(counted) == 12
    for number, (n, hits) in counted.items():
        shown = ask(f"SELECT {number}_n, {number}_count FROM marts.providers WHERE provider = 'romashka'")
        assert shown == [(n, hits)], number


def test_the_evidence_shows_words_or_events(run):
    rows = {(row["number"], row["said"]): row for row in run("evidence") if row["is_hit"]}
    assert rows["apologised", "Сообщение s1."]["label"] == "apology.given"
    assert rows["recovered", "Сообщение s1."]["quote"] == "Сообщение"
    assert rows["answered_72h", "Сообщение r1."]["proof"] == "Сообщение r2."
    assert rows["vanished", "Сообщение v1."]["proof"].startswith("deleted A 2026-03-06")


def test_ignored_now_begins_with_the_oldest(run):
    rows = run("ignored_now")
    assert [row["started_at"] for row in rows] == sorted(row["started_at"] for row in rows)
    assert all(row["days_waiting"] >= 3 for row in rows)


def test_a_day_without_a_time_is_the_day_that_the_site_named(ask, run):
    key = "complaint_id = (SELECT complaint_id FROM marts.complaints WHERE url LIKE '%#c4')"
    [(facts,)] = ask(f"SELECT list(DISTINCT (happened_on, week_on)) FROM marts.provider_facts WHERE {key}")
    assert facts == [(date(2026, 3, 2), date(2026, 3, 2))]  # stored as 21:00 UTC of the Sunday before
    [(weeks,)] = ask("SELECT count(*) FROM marts.provider_weeks WHERE week_on < '2026-03-02'")
    assert weeks == 0
    for query in ("cases", "ignored_now", "evidence"):
        assert any(row["url"].endswith("#c4") for row in run(query, since=date(2026, 3, 2)))
        assert run(query, until=date(2026, 3, 1)) == []


def test_apologies_and_after_compares_what_the_company_did(run):
    rows = {
        row["treatment"]: row for row in run("apologies_and_after", provider="romashka") if row["provider"]
    }
    assert rows["apology_and_compensation"]["recovered"] == rows["apology_and_compensation"]["n"] == 1
    assert rows["silence"]["recovered"] == 1  # the edited review, no company was seen


def test_the_last_week_is_the_one_before_the_last_visit(run):
    rows = {row["number"]: row for row in run("changed_since_last_week", provider="romashka")}
    assert rows["complaints"]["last_week"] == 2  # p1 and n1
    assert rows["complaints"]["week_before"] == 0
    early = {row["number"]: row for row in run("changed_since_last_week", until=date(2026, 3, 8))}
    assert early["vanished messages"]["last_week"] == 1


def test_midnight_belongs_to_the_week_that_it_begins(run):
    def complaints(until):
        rows = run("changed_since_last_week", provider="vasilek", until=until)
        return [(row["last_week"], row["week_before"]) for row in rows if row["number"] == "complaints"]

    # z1 complains at midnight of Monday the 16th
    assert complaints(date(2026, 3, 15)) == [(0, 2)]
    assert complaints(date(2026, 3, 16)) == [(1, 0)]
    assert complaints(date(2026, 3, 22)) == [(1, 0)]
    assert complaints(date(2026, 3, 23)) == [(0, 1)]
    assert complaints(date(2026, 3, 30)) == []


def test_providers_are_placed_by_the_shrunk_share(run):
    rows = run("providers_compared")
    assert (rows[0]["provider"], rows[0]["place"]) == ("romashka", 1)
    assert all(row["place"] is None for row in rows[1:])
