"""Shares, what they count, and the weeks they are of."""

from pathlib import Path

import pytest
import yaml

MODELS = Path(__file__).parents[4] / "warehouse" / "models" / "marts"
NUMBERS = (
    "negative", "positive", "answered_24h", "answered_72h", "answered_7d", "ignored", "deflected",
    "apologised", "compensated", "recovered", "recovered_lenient", "vanished",
)  # fmt: skip


def described_columns():
    for path in sorted(MODELS.glob("*.yml")):
        for model in yaml.safe_load(path.read_text(encoding="utf-8")).get("models", []):
            yield model["name"], {column["name"] for column in model["columns"] if column["description"]}


@pytest.mark.parametrize(("name", "columns"), list(described_columns()))
def test_every_column_is_described_and_every_described_one_is_there(ask, name, columns):
    found = ask(
        "SELECT column_name FROM duckdb_columns() WHERE schema_name = 'marts' AND table_name = ?", name
    )
    assert {column for (column,) in found} == columns


@pytest.mark.parametrize("number", NUMBERS)
def test_shares_are_the_rows_of_their_facts(ask, number):
    shown = ask(
        f"SELECT provider, {number}_n, {number}_count FROM marts.providers WHERE {number}_n > 0 ORDER BY 1"
    )
    assert shown
    assert shown == ask(
        "SELECT provider, count(*), count(*) FILTER (WHERE is_hit) FROM marts.provider_facts"
        " WHERE number = ? GROUP BY 1 ORDER BY 1",
        number,
    )


def test_sentiment_counts_customers_once(ask):
    [(n, negative)] = ask("SELECT negative_n, negative_count FROM marts.providers WHERE provider = 'vasilek'")
    assert (n, negative) == (5, 3)  # m1, m3 and z1 against it, m4 and m8 for it; the article is nobody's mood


def test_intervals_are_wilsons(ask):
    [(low, high)] = ask("SELECT marts.wilson_low(5, 10), marts.wilson_high(5, 10)")
    assert (round(low, 4), round(high, 4)) == (0.2366, 0.7634)
    assert ask("SELECT marts.wilson_low(0, 0), marts.wilson_high(0, 0)") == [(None, None)]
    [(low, high)] = ask("SELECT marts.wilson_low(0, 20), marts.wilson_high(20, 20)")
    assert (low, high) == (0, 1)


def test_shrinking_moves_few_cases_more_than_many(ask):
    [(few, many)] = ask("SELECT marts.shrunk(3, 3, 0.5, 10), marts.shrunk(300, 300, 0.5, 10)")
    assert 0.5 < few < 0.7 < 0.98 < many < 1


def test_the_prior_is_heavy_when_providers_are_alike_and_light_when_they_differ(ask):
    alike = "SELECT marts.prior_weight(hits, 100) FROM (VALUES (50), (51), (49)) AS groups(hits)"
    apart = "SELECT marts.prior_weight(hits, 100) FROM (VALUES (5), (50), (95)) AS groups(hits)"
    assert ask(alike)[0][0] == pytest.approx(199)
    assert ask(apart)[0][0] < 5


def test_below_ten_messages_there_is_no_rank(ask):
    rows = ask("SELECT provider, rank, is_drawable, is_thin FROM marts.providers ORDER BY 1")
    assert rows == [("roma", None, False, True), ("romashka", 1, True, False), ("vasilek", None, False, True)]


def test_the_median_wait_counts_the_unanswered(ask):
    [(answered, n, median)] = ask(
        "SELECT answered_7d_count, answered_7d_n, median_hours_to_reply FROM marts.providers"
        " WHERE provider = 'romashka'"
    )
    assert answered < n / 2
    assert median is None
    assert ask("SELECT median_hours_to_reply FROM marts.providers WHERE provider = 'roma'") == [(1,)]


def test_weeks_add_up_to_the_whole(ask):
    for number in ("negative", "answered_72h", "vanished"):
        assert ask(
            f"SELECT provider, sum({number}_n), sum({number}_count) FROM marts.provider_weeks"
            " GROUP BY 1 ORDER BY 1"
        ) == ask(f"SELECT provider, {number}_n, {number}_count FROM marts.providers ORDER BY 1")


def test_weeks_carry_the_coverage_of_their_sources(ask):
    planned, complete, failed, gone = ask(
        "SELECT visits_planned, visits_complete, visits_failed, visits_gone FROM marts.provider_weeks"
        " WHERE provider = 'romashka' ORDER BY week_on"
    )[0]
    assert planned == complete + failed + gone + 1  # the one day that read a thread in part
    assert (failed, gone) == (1, 1)


def test_coverage_has_a_row_for_each_crawl(ask):
    assert ask("SELECT count(*) FROM marts.coverage") == [(7,)]
    [(planned, complete, failed)] = ask(
        "SELECT visits_planned, visits_complete, visits_failed FROM marts.coverage"
        " WHERE crawl_id = 'forum-90'"
    )
    assert (planned, complete, failed) == (2, 1, 1)
    counts = ask(
        "SELECT deleted_count, removed_inferred_count, hidden_by_moderation_count"
        " FROM marts.coverage WHERE crawl_id = 'forum-100'"
    )
    assert counts == [(1, 1, 1)]


def test_what_a_moderator_holds_has_not_vanished(ask):
    assert ask("SELECT count(*) FROM marts.vanished WHERE kind = 'hidden_by_moderation'") == [(0,)]
    assert ask("SELECT is_vanished, gone_kind FROM marts.messages WHERE message_key = 'q1'") == [
        (False, None)
    ]
