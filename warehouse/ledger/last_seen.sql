-- When the messages that are lost in this crawl were there for the last time: the latest complete visit by a
-- reader that knows them and read their place, the visit that found them or their latest version, or a probe that
-- they answered.
CREATE OR REPLACE TEMP TABLE last_seen AS
WITH lost AS (
    SELECT
        message_key, thread_key, published_at, greatest(came_at, observed_at) AS seen_at, last_seen_at,
        previous_status
    FROM absent
    UNION ALL
    SELECT
        seen.message_key, latest.thread_key, latest.published_at, greatest(presence.came_at, latest.observed_at),
        presence.last_seen_at, presence.status
    FROM seen
    INNER JOIN latest ON seen.message_key = latest.message_key
    INNER JOIN presence ON seen.message_key = presence.message_key
    WHERE seen.fate IS NOT NULL
),

visited AS (
    SELECT lost.message_key, max(visits.visited_at) AS visited_at
    FROM lost
    INNER JOIN raw.thread_visits AS visits ON lost.thread_key = visits.thread_key
    SEMI JOIN known_baselines AS baselines
        ON
            lost.message_key = baselines.message_key
            AND visits.transport = baselines.transport
            AND visits.extractor_version = baselines.extractor_version
    WHERE
        visits.source = $source
        AND visits.status = 'complete'
        AND is_inside(lost.published_at, visits.window_from, visits.window_to)
        AND lost.previous_status IN ('appeared', 'restored')
    GROUP BY lost.message_key
)

SELECT
    lost.message_key,
    if(
        lost.previous_status IN ('appeared', 'restored'),
        greatest(lost.seen_at, visited.visited_at),
        lost.last_seen_at
    ) AS last_seen_at
FROM lost
LEFT JOIN visited ON lost.message_key = visited.message_key;
