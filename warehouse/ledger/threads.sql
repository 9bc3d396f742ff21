-- Threads that answer that they are gone, and threads that are back. A failed visit says nothing either way, nor does a
-- site that answers so to everybody: another thread, the control, has to be there in the same crawl. What was never
-- seen cannot go.
CREATE OR REPLACE TEMP TABLE thread_changes AS
WITH past AS (
    SELECT
        visits.thread_key, visits.status, visits.visited_at, crawls.started_at
    FROM raw.thread_visits AS visits
    SEMI JOIN incoming_visits ON visits.thread_key = incoming_visits.thread_key
    INNER JOIN raw.crawls AS crawls ON visits.crawl_id = crawls.crawl_id
    WHERE
        visits.source = $source
        AND visits.status <> 'failed'
        AND (
            visits.status <> 'gone'
            OR EXISTS (
                FROM raw.thread_visits AS others
                WHERE others.crawl_id = visits.crawl_id AND others.status IN ('complete', 'partial')
            )
        )
),

history AS (
    SELECT
        thread_key,
        max_by(status, started_at) AS last_status,
        max(visited_at) FILTER (WHERE status <> 'gone') AS last_seen_at
    FROM past
    GROUP BY thread_key
),

since AS (
    SELECT past.thread_key, min(past.visited_at) AS missing_since
    FROM past
    INNER JOIN history ON past.thread_key = history.thread_key
    WHERE past.status = 'gone' AND (history.last_seen_at IS NULL OR past.visited_at > history.last_seen_at)
    GROUP BY past.thread_key
),

marks AS (
    SELECT events.thread_key, max_by(events.kind, crawls.started_at) AS last_kind
    FROM raw.message_events AS events
    SEMI JOIN incoming_visits ON events.thread_key = incoming_visits.thread_key
    INNER JOIN raw.crawls AS crawls ON events.crawl_id = crawls.crawl_id
    WHERE events.source = $source AND events.message_key IS NULL
    GROUP BY events.thread_key
),

control AS (
    SELECT min(thread_key) AS control_key FROM incoming_visits WHERE status IN ('complete', 'partial')
)

SELECT
    visits.thread_key, visits.visited_at, history.last_seen_at, since.missing_since, control.control_key,
    coalesce(marks.last_kind = 'thread_gone', false) AS is_known_gone,
    history.last_seen_at IS NOT NULL AS was_seen,
    was_seen
    AND control.control_key IS NOT NULL
    AND visits.status = 'gone' AND history.last_status = 'gone' AND NOT is_known_gone AS is_gone,
    was_seen AND visits.status = 'gone' AND history.last_status <> 'gone' AS is_newly_gone,
    visits.status IN ('complete', 'partial') AND is_known_gone AS is_back
FROM incoming_visits AS visits
CROSS JOIN control
INNER JOIN history ON visits.thread_key = history.thread_key
LEFT JOIN since ON visits.thread_key = since.thread_key
LEFT JOIN marks ON visits.thread_key = marks.thread_key;
