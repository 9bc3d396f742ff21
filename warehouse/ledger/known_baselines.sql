-- What each message looked like, the last time each transport and extractor version read it alive. After an edit
-- or a move only the reader that saw it has a current baseline: the others would report the same change again.
CREATE OR REPLACE TEMP TABLE known_baselines AS
WITH readings AS (
    SELECT
        message_key, transport, extractor_version, crawl_id, thread_key, parent_key, content_hash, version_id
    FROM raw.message_versions
    SEMI JOIN touched USING (message_key)
    WHERE source = $source AND state = 'alive'
    UNION ALL
    SELECT
        message_key, transport, extractor_version, crawl_id, thread_key, parent_key, content_hash, version_id
    FROM raw.baselines
    SEMI JOIN touched USING (message_key)
    WHERE source = $source
),

changes AS (
    SELECT events.message_key, max(crawls.started_at) AS changed_at
    FROM raw.message_events AS events
    SEMI JOIN touched ON events.message_key = touched.message_key
    INNER JOIN raw.crawls AS crawls ON events.crawl_id = crawls.crawl_id
    WHERE events.source = $source AND events.kind IN ('edited', 'reparented')
    GROUP BY events.message_key
)

SELECT
    readings.message_key, readings.transport, readings.extractor_version, readings.thread_key,
    readings.parent_key, readings.content_hash, readings.version_id,
    changes.changed_at IS NULL OR crawls.started_at >= changes.changed_at AS is_current
FROM readings
INNER JOIN raw.crawls AS crawls ON readings.crawl_id = crawls.crawl_id
LEFT JOIN changes ON readings.message_key = changes.message_key
QUALIFY row_number() OVER (
    PARTITION BY readings.message_key, readings.transport, readings.extractor_version
    ORDER BY crawls.started_at DESC
) = 1;
