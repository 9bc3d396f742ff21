"""The case file: who complains of whom, what the company did, how it ended."""


def outcome_of(ask, key):
    [(outcome,)] = ask(
        "SELECT outcome FROM marts.complaints JOIN marts.messages USING (message_id) WHERE message_key = ?",
        key,
    )
    return outcome


def case_of(ask, key, *columns):
    [row] = ask(
        f"SELECT {', '.join('complaints.' + name for name in columns)} FROM marts.complaints"
        " JOIN marts.messages USING (message_id) WHERE message_key = ?",
        key,
    )
    return row


def test_each_outcome_is_reached_from_raw_rows(ask):
    ends = {key: outcome_of(ask, key) for key in ("v1", "r1", "u1", "d1", "i1", "n1", "p1")}
    assert ends == {
        "v1": "vanished",
        "r1": "recovered",
        "u1": "replied_unresolved",
        "d1": "deflected",
        "i1": "ignored",
        "n1": "no_channel",
        "p1": "pending",
    }


def test_a_restored_complaint_has_not_vanished(ask):
    assert outcome_of(ask, "w1") == "ignored"


def test_a_hidden_parent_or_a_gone_thread_makes_no_complaint_vanish(ask):
    assert (outcome_of(ask, "h1"), outcome_of(ask, "g1")) == ("ignored", "pending")


def test_a_vanished_complaint_keeps_the_interval_and_grade(ask):
    kind, grade, hours = case_of(
        ask, "v1", "vanish_kind", "vanish_grade", "vanished_by_at - complaints.vanished_after_at"
    )
    assert (kind, grade, hours.total_seconds() / 3600) == ("deleted", "A", 76)


def test_an_edited_review_recovers_and_stays_the_case_it_was(ask):
    assert case_of(ask, "e1", "outcome", "sentiment", "last_sentiment", "later_count") == (
        "recovered",
        "negative",
        "positive",
        1,
    )


def test_claims_of_ignoring_start_a_case_without_a_negative_mood(ask):
    assert case_of(ask, "i1", "started_by", "sentiment") == ("ignoring", "neutral")


def test_a_claim_of_ignoring_is_about_the_page_even_if_another_is_praised(ask):
    assert case_of(ask, "m8", "provider", "basis", "sentiment") == ("romashka", "page", "neutral")


def test_an_author_has_one_case_in_a_thread(ask):
    assert ask("SELECT count(*) FROM marts.complaints WHERE author_hash = 'boris'") == [(1,)]


def test_messages_without_an_author_are_cases_of_their_own(ask):
    assert ask("SELECT count(*) FROM marts.complaints WHERE thread_key = 'alone'") == [(2,)]


def test_a_published_day_is_given_the_whole_day_before_it_counts_as_ignored(ask):
    hours, answered, outcome = case_of(ask, "x1", "observed_hours", "is_answered_72h", "outcome")
    assert (hours, answered, outcome) == (66, None, "pending")


def test_the_story_has_every_step_with_its_evidence(ask):
    row = case_of(ask, "s1", "outcome", "treatment", "apology", "compensation", "channels", "hours_to_reply")
    assert row == ("recovered", "apology_and_compensation", "both", "both", ["phone"], 20)
    steps = (
        "apology_given_evidence_id",
        "apology_reported_evidence_id",
        "compensation_promised_evidence_id",
        "compensation_confirmed_evidence_id",
        "recovery_evidence_id",
    )
    found = ask(
        "SELECT message_key, label FROM marts.evidence JOIN marts.messages USING (message_id)"
        " WHERE list_contains($1, evidence_id) ORDER BY ALL",
        list(case_of(ask, "s1", *steps)),
    )
    assert found == [
        ("s2", "apology.given"),
        ("s2", "compensation.given"),
        ("s3", "apology.reported"),
        ("s3", "compensation.given"),
        ("s3", "resolved"),
    ]


def test_only_the_newest_annotator_counts(ask):
    assert ask("SELECT sentiment, annotator_version FROM marts.messages WHERE message_key = 'y1'") == [
        ("neutral", "2+new")
    ]
    assert ask("SELECT count(*) FROM marts.complaints WHERE thread_key = 'reread'") == [(0,)]
    assert ask("SELECT count(*) FROM marts.evidence WHERE thread_key = 'reread'") == [(0,)]


def test_a_repost_is_a_case_that_no_share_counts(ask):
    assert case_of(ask, "c1", "is_counted") == (True,)
    assert case_of(ask, "c2", "is_counted") == (False,)
    [(counted,)] = ask(
        "SELECT count(*) FROM marts.provider_facts JOIN marts.messages USING (message_id)"
        " WHERE message_key = 'c2'"
    )
    assert counted == 0
