-- What the warehouse knows of the messages of this crawl and of all messages in the threads that it visited.
CREATE OR REPLACE TEMP TABLE touched AS
SELECT message_key FROM incoming_messages
UNION
SELECT versions.message_key
FROM raw.message_versions AS versions
SEMI JOIN incoming_visits ON versions.thread_key = incoming_visits.thread_key
WHERE versions.source = $source
UNION
SELECT message_key FROM incoming_probes;

CREATE OR REPLACE TEMP TABLE latest AS
SELECT
    message_key, version_id, version_number, thread_key, parent_key, state, content_hash, rating, rating_max,
    published_at, transport, extractor_version, observed_at
FROM raw.message_versions
SEMI JOIN touched USING (message_key)
WHERE source = $source
QUALIFY row_number() OVER (PARTITION BY message_key ORDER BY version_number DESC) = 1;

-- Where each message stands: the last thing that happened to its being there. Crawls of a source never overlap,
-- so their start orders events; inside one crawl a removal follows the "missing" that completes it. Who answers when
-- asked, is there, and the count of absences starts again.
CREATE OR REPLACE TEMP TABLE presence AS
WITH marks AS (
    SELECT
        events.message_key, events.kind, events.observed_at, events.last_seen_at, events.first_missing_at,
        3 * epoch_us(crawls.started_at) + if(events.kind IN ('appeared', 'restored', 'missing'), 1, 2) AS moment
    FROM raw.message_events AS events
    SEMI JOIN touched ON events.message_key = touched.message_key
    INNER JOIN raw.crawls AS crawls ON events.crawl_id = crawls.crawl_id
    WHERE events.source = $source AND events.kind NOT IN ('edited', 'reparented')
    UNION ALL
    SELECT
        probes.message_key, 'answered', probes.probed_at, probes.probed_at, NULL,
        3 * epoch_us(crawls.started_at)
    FROM raw.probes AS probes
    SEMI JOIN touched ON probes.message_key = touched.message_key
    INNER JOIN raw.crawls AS crawls ON probes.crawl_id = crawls.crawl_id
    WHERE probes.source = $source AND probes.status = 'alive'
),

turns AS (
    SELECT message_key, max(moment) AS turned
    FROM marks
    WHERE kind NOT IN ('missing', 'hidden_by_moderation')
    GROUP BY message_key
)

SELECT
    marks.message_key,
    max_by(marks.kind, marks.moment) AS status,
    count(*) FILTER (WHERE marks.kind = 'missing' AND marks.moment > turns.turned) AS missed,
    max(marks.observed_at) FILTER (WHERE marks.kind = 'missing' AND marks.moment > turns.turned) AS missing_until,
    max_by(marks.last_seen_at, marks.moment) AS last_seen_at,
    max_by(marks.first_missing_at, marks.moment) AS first_missing_at,
    max(marks.observed_at) FILTER (WHERE marks.kind IN ('appeared', 'restored')) AS came_at
FROM marks
INNER JOIN turns ON marks.message_key = turns.message_key
GROUP BY marks.message_key;
