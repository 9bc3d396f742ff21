-- Threads of a source that are not known to be gone, with the address of the latest visit.
WITH gone AS (
    SELECT events.thread_key
    FROM raw.message_events AS events
    INNER JOIN raw.crawls AS crawls ON events.crawl_id = crawls.crawl_id
    WHERE events.source = $source AND events.message_key IS NULL
    GROUP BY events.thread_key
    HAVING max_by(events.kind, crawls.started_at) = 'thread_gone'
)

SELECT visits.thread_key, max_by(visits.url, crawls.started_at) AS url
FROM raw.thread_visits AS visits
INNER JOIN raw.crawls AS crawls ON visits.crawl_id = crawls.crawl_id
ANTI JOIN gone ON visits.thread_key = gone.thread_key
WHERE visits.source = $source AND visits.url LIKE 'http%'
GROUP BY visits.thread_key
-- Links that were dead twice and never alive are not worth a third try.
HAVING count(*) FILTER (WHERE visits.status = 'gone') < 2 OR bool_or(visits.status IN ('complete', 'partial'))
ORDER BY visits.thread_key;
