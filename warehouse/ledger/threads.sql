-- Threads that answer that they are gone, and threads that are back. A failed visit says nothing either way, and
-- what was never seen cannot go.
CREATE OR REPLACE TEMP TABLE thread_changes AS
WITH history AS (
    SELECT
        visits.thread_key,
        max_by(visits.status, crawls.started_at) AS last_status,
        max(visits.visited_at) FILTER (WHERE visits.status <> 'gone') AS last_seen_at
    FROM raw.thread_visits AS visits
    SEMI JOIN incoming_visits ON visits.thread_key = incoming_visits.thread_key
    INNER JOIN raw.crawls AS crawls ON visits.crawl_id = crawls.crawl_id
    WHERE visits.source = $source AND visits.status <> 'failed'
    GROUP BY visits.thread_key
),

since AS (
    SELECT history.thread_key, min(visits.visited_at) AS missing_since
    FROM history
    INNER JOIN raw.thread_visits AS visits ON history.thread_key = visits.thread_key
    WHERE
        visits.source = $source
        AND visits.status = 'gone'
        AND (history.last_seen_at IS NULL OR visits.visited_at > history.last_seen_at)
    GROUP BY history.thread_key
),

marks AS (
    SELECT events.thread_key, max_by(events.kind, crawls.started_at) AS last_kind
    FROM raw.message_events AS events
    SEMI JOIN incoming_visits ON events.thread_key = incoming_visits.thread_key
    INNER JOIN raw.crawls AS crawls ON events.crawl_id = crawls.crawl_id
    WHERE events.source = $source AND events.message_key IS NULL
    GROUP BY events.thread_key
)

SELECT
    visits.thread_key, visits.visited_at, history.last_seen_at, since.missing_since,
    coalesce(marks.last_kind = 'thread_gone', false) AS is_known_gone,
    history.last_seen_at IS NOT NULL AS was_seen,
    was_seen AND visits.status = 'gone' AND history.last_status = 'gone' AND NOT is_known_gone AS is_gone,
    was_seen AND visits.status = 'gone' AND history.last_status <> 'gone' AS is_newly_gone,
    visits.status IN ('complete', 'partial') AND is_known_gone AS is_back
FROM incoming_visits AS visits
INNER JOIN history ON visits.thread_key = history.thread_key
LEFT JOIN since ON visits.thread_key = since.thread_key
LEFT JOIN marks ON visits.thread_key = marks.thread_key;
