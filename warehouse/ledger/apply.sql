-- Add what is new; nothing that is there is touched.
INSERT INTO raw.thread_visits BY NAME
SELECT * FROM incoming_visits;

INSERT INTO raw.probes BY NAME
SELECT * FROM incoming_probes;

INSERT INTO raw.message_versions BY NAME
SELECT
    version_id, source, thread_key, message_key, version_number, $crawl_id AS crawl_id, visited_at AS observed_at,
    parent_key, url, kind, author_hash, author_badge, published_at, published_precision, rating, rating_max,
    title, text, likes, state, provider_name, content_hash, transport, extractor_version, raw,
    (SELECT coalesce(max(arrival), 0) FROM raw.message_versions)
    + row_number() OVER (ORDER BY thread_key, visited_at, message_key) AS arrival
FROM seen
WHERE needs_version;

INSERT INTO raw.baselines BY NAME
SELECT
    source, message_key, transport, extractor_version, $crawl_id AS crawl_id, thread_key, parent_key, content_hash,
    version_id
FROM seen
WHERE needs_baseline;

INSERT INTO raw.message_events BY NAME
SELECT
    event_key($crawl_id, kind, thread_key, message_key) AS event_id, $source AS source, $crawl_id AS crawl_id, *
FROM new_events;
