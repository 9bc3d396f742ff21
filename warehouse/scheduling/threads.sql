-- Threads of a source that are not known to be gone, with the address of the latest visit.
CREATE OR REPLACE TEMP TABLE live_threads AS
WITH gone AS (
    SELECT events.thread_key
    FROM raw.message_events AS events
    INNER JOIN raw.crawls AS crawls ON events.crawl_id = crawls.crawl_id
    WHERE events.source = $source AND events.message_key IS NULL
    GROUP BY events.thread_key
    HAVING max_by(events.kind, crawls.started_at) = 'thread_gone'
)

SELECT
    visits.thread_key,
    max_by(visits.url, crawls.started_at) AS url,
    max(visits.visited_at) FILTER (WHERE visits.status IN ('complete', 'partial')) AS read_at,
    min(visits.visited_at) FILTER (WHERE visits.status IN ('complete', 'partial')) AS first_read_at,
    max_by(visits.status, crawls.started_at) FILTER (WHERE visits.status <> 'failed') = 'gone' AS is_gone_now
FROM raw.thread_visits AS visits
INNER JOIN raw.crawls AS crawls ON visits.crawl_id = crawls.crawl_id
ANTI JOIN gone ON visits.thread_key = gone.thread_key
WHERE visits.source = $source AND visits.url LIKE 'http%'
GROUP BY visits.thread_key
-- Links that were dead twice and never alive are not worth a third try.
HAVING count(*) FILTER (WHERE visits.status = 'gone') < 2 OR read_at IS NOT NULL;
