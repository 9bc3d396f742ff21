-- What the ledger remembers beside the versions, and what was published and forgotten.

-- A message seen through another transport or extractor version with the same content as its latest version:
-- no new version, but from here on this transport and extractor version can tell edits too.
CREATE TABLE raw.baselines (
    source VARCHAR NOT NULL,
    message_key VARCHAR NOT NULL,
    transport VARCHAR NOT NULL,
    extractor_version VARCHAR NOT NULL,
    crawl_id VARCHAR NOT NULL,
    thread_key VARCHAR NOT NULL,
    parent_key VARCHAR,
    content_hash VARCHAR NOT NULL,
    version_id VARCHAR NOT NULL
);

CREATE TABLE meta.publications (
    publication INTEGER PRIMARY KEY,
    run VARCHAR NOT NULL,
    published_at TIMESTAMPTZ NOT NULL,
    crawls BIGINT NOT NULL,
    messages BIGINT NOT NULL,
    annotations BIGINT NOT NULL
);

-- Whose texts are never stored again, when a later crawl meets them: an author, or one message.
CREATE TABLE meta.forgotten (
    source VARCHAR,                      -- NULL for an author
    message_key VARCHAR,
    author_hash VARCHAR,
    forgotten_at TIMESTAMPTZ NOT NULL
);
