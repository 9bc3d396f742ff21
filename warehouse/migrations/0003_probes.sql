-- Visits that saw a window of a thread, messages that were asked for by themselves, and what follows from both.
ALTER TABLE raw.thread_visits ADD COLUMN window_from TIMESTAMPTZ;  -- NULL: the thread was read from end to end
ALTER TABLE raw.thread_visits ADD COLUMN window_to TIMESTAMPTZ;
ALTER TABLE raw.crawls ADD COLUMN probes BIGINT DEFAULT 0;
ALTER TABLE raw.crawls ALTER COLUMN probes SET NOT NULL;

CREATE TABLE raw.probes (
    crawl_id VARCHAR NOT NULL,
    source VARCHAR NOT NULL,
    thread_key VARCHAR NOT NULL,
    message_key VARCHAR NOT NULL,
    url VARCHAR NOT NULL,
    probed_at TIMESTAMPTZ NOT NULL,
    status VARCHAR NOT NULL CHECK (status IN ('alive', 'gone', 'hidden', 'unknown')),
    http_status BIGINT,
    control_key VARCHAR NOT NULL,        -- another message; a probe proves something only where it is alive
    control_status VARCHAR NOT NULL CHECK (control_status IN ('alive', 'gone', 'hidden', 'unknown')),
    PRIMARY KEY (crawl_id, message_key)
);

-- The same events with one more kind, and a place for what each goes by.
ALTER TABLE raw.message_events RENAME TO message_events_before;

CREATE TABLE raw.message_events (
    event_id VARCHAR PRIMARY KEY,        -- md5 of crawl_id, kind, thread_key and message_key
    source VARCHAR NOT NULL,
    thread_key VARCHAR NOT NULL,
    message_key VARCHAR,                 -- NULL where a whole thread is meant: thread_gone, restored
    kind VARCHAR NOT NULL CHECK (kind IN (
        'appeared', 'edited', 'reparented', 'missing', 'deleted', 'removed_inferred',
        'hidden_with_parent', 'hidden_by_moderation', 'restored', 'thread_gone')),
    evidence VARCHAR CHECK (evidence IN ('A', 'B', 'C')),
    crawl_id VARCHAR NOT NULL,
    observed_at TIMESTAMPTZ NOT NULL,
    last_seen_at TIMESTAMPTZ,            -- for absences: the interval (last_seen_at, first_missing_at]
    first_missing_at TIMESTAMPTZ,
    version_id VARCHAR,
    previous_version_id VARCHAR,
    detail JSON                          -- the probe and its control, the version of the placeholder lexicon
);

INSERT INTO raw.message_events BY NAME
SELECT * FROM raw.message_events_before;

DROP TABLE raw.message_events_before;
