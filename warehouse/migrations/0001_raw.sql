-- What was read and what was said of it. Rows are only ever added; `forget` alone erases texts.
CREATE SCHEMA raw;

CREATE TABLE raw.crawls (
    crawl_id VARCHAR PRIMARY KEY,
    source VARCHAR NOT NULL,
    engine VARCHAR NOT NULL,
    extractor_version VARCHAR NOT NULL,
    started_at TIMESTAMPTZ NOT NULL,
    finished_at TIMESTAMPTZ NOT NULL,
    status VARCHAR NOT NULL CHECK (status IN ('complete', 'partial', 'failed', 'quarantined')),
    reason VARCHAR NOT NULL,
    hides_subtrees BOOLEAN NOT NULL,
    messages BIGINT NOT NULL,
    visits BIGINT NOT NULL,
    robots JSON,
    stats JSON
);

CREATE TABLE raw.thread_visits (
    crawl_id VARCHAR NOT NULL,
    source VARCHAR NOT NULL,
    thread_key VARCHAR NOT NULL,
    url VARCHAR NOT NULL,
    visited_at TIMESTAMPTZ NOT NULL,
    status VARCHAR NOT NULL CHECK (status IN ('complete', 'partial', 'failed', 'gone')),
    reason VARCHAR NOT NULL,
    declared_total BIGINT,
    seen_total BIGINT NOT NULL,
    pages BIGINT NOT NULL,
    transport VARCHAR NOT NULL,
    extractor_version VARCHAR NOT NULL,
    PRIMARY KEY (crawl_id, thread_key)
);

-- A new row only when the text, the rating, the parent or the state of a message changed.
CREATE TABLE raw.message_versions (
    version_id VARCHAR PRIMARY KEY,      -- md5 of source, message_key and version_number
    source VARCHAR NOT NULL,
    thread_key VARCHAR NOT NULL,
    message_key VARCHAR NOT NULL,
    version_number INTEGER NOT NULL,
    crawl_id VARCHAR NOT NULL,
    observed_at TIMESTAMPTZ NOT NULL,    -- visited_at of the visit that first saw this version
    parent_key VARCHAR,
    url VARCHAR NOT NULL,
    kind VARCHAR NOT NULL CHECK (kind IN ('article', 'review', 'comment', 'reply')),
    author_hash VARCHAR,
    author_badge VARCHAR,
    published_at TIMESTAMPTZ,
    published_precision VARCHAR NOT NULL,
    rating DOUBLE,
    rating_max DOUBLE,
    title VARCHAR NOT NULL,
    text VARCHAR NOT NULL,
    likes BIGINT,
    state VARCHAR NOT NULL CHECK (state IN ('alive', 'tombstone', 'hidden')),
    provider_name VARCHAR,
    content_hash VARCHAR NOT NULL,
    transport VARCHAR NOT NULL,
    extractor_version VARCHAR NOT NULL,
    raw JSON,
    UNIQUE (source, message_key, version_number)
);

-- What happened to a message or a thread between visits, with the grade of the evidence.
CREATE TABLE raw.message_events (
    event_id VARCHAR PRIMARY KEY,        -- md5 of crawl_id, kind, thread_key and message_key
    source VARCHAR NOT NULL,
    thread_key VARCHAR NOT NULL,
    message_key VARCHAR,                 -- NULL where a whole thread is meant: thread_gone, restored
    kind VARCHAR NOT NULL CHECK (kind IN (
        'appeared', 'edited', 'reparented', 'missing', 'deleted', 'removed_inferred',
        'hidden_with_parent', 'restored', 'thread_gone')),
    evidence VARCHAR CHECK (evidence IN ('A', 'B', 'C')),
    crawl_id VARCHAR NOT NULL,
    observed_at TIMESTAMPTZ NOT NULL,
    last_seen_at TIMESTAMPTZ,            -- for absences: the interval (last_seen_at, first_missing_at]
    first_missing_at TIMESTAMPTZ,
    version_id VARCHAR,
    previous_version_id VARCHAR
);

CREATE TABLE raw.annotators (
    annotator_version VARCHAR PRIMARY KEY,
    registered_at TIMESTAMPTZ NOT NULL
);

-- The provider catalogue as each annotator version knew it.
CREATE TABLE raw.providers (
    annotator_version VARCHAR NOT NULL,
    provider VARCHAR NOT NULL,           -- slug
    name VARCHAR NOT NULL,
    parent VARCHAR,
    PRIMARY KEY (annotator_version, provider)
);

CREATE TABLE raw.annotations (
    version_id VARCHAR NOT NULL,
    annotator_version VARCHAR NOT NULL,
    role VARCHAR NOT NULL CHECK (role IN ('customer', 'company', 'other')),
    sentiment VARCHAR NOT NULL CHECK (sentiment IN ('negative', 'neutral', 'positive')),
    negative DOUBLE NOT NULL,
    neutral DOUBLE NOT NULL,
    positive DOUBLE NOT NULL,
    apology VARCHAR[] NOT NULL,
    ignoring VARCHAR[] NOT NULL,
    ignoring_kinds VARCHAR[] NOT NULL,
    compensation VARCHAR[] NOT NULL,
    resolved BOOLEAN NOT NULL,
    leaving BOOLEAN NOT NULL,
    PRIMARY KEY (version_id, annotator_version)
);

-- Attitude toward each provider a text is about.
CREATE TABLE raw.provider_sentiments (
    version_id VARCHAR NOT NULL,
    annotator_version VARCHAR NOT NULL,
    provider VARCHAR NOT NULL,
    basis VARCHAR NOT NULL CHECK (basis IN ('named', 'page')),
    sentiment VARCHAR NOT NULL CHECK (sentiment IN ('negative', 'neutral', 'positive')),
    negative DOUBLE NOT NULL,
    neutral DOUBLE NOT NULL,
    positive DOUBLE NOT NULL,
    PRIMARY KEY (version_id, annotator_version, provider)
);

-- Offsets count code points of title, line feed, text (the text alone where there is no title), from 0; "end" is exclusive.
CREATE TABLE raw.mentions (
    version_id VARCHAR NOT NULL,
    annotator_version VARCHAR NOT NULL,
    provider VARCHAR NOT NULL,
    "start" INTEGER NOT NULL,
    "end" INTEGER NOT NULL,
    quote VARCHAR NOT NULL,
    rule VARCHAR NOT NULL,
    PRIMARY KEY (version_id, annotator_version, provider, "start")
);

CREATE TABLE raw.evidence (
    evidence_id VARCHAR PRIMARY KEY,     -- md5 of version_id, annotator_version, label, start, end, rule and detail
    version_id VARCHAR NOT NULL,
    annotator_version VARCHAR NOT NULL,
    label VARCHAR NOT NULL,
    detail VARCHAR,
    "start" INTEGER NOT NULL,
    "end" INTEGER NOT NULL,
    quote VARCHAR NOT NULL,
    rule VARCHAR NOT NULL
);
