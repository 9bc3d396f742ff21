-- What happened to the being there of each message of a source. Crawls of a source never overlap, so their start orders
-- events; inside one crawl a removal follows the "missing" that completes it. Who answers when asked, is there.
CREATE OR REPLACE TEMP MACRO marks_of(asked_source) AS TABLE
SELECT
    events.message_key, events.thread_key, events.kind, events.observed_at, events.last_seen_at,
    events.first_missing_at,
    3 * epoch_us(crawls.started_at) + if(events.kind IN ('appeared', 'restored', 'missing'), 1, 2) AS moment
FROM raw.message_events AS events
INNER JOIN raw.crawls AS crawls ON events.crawl_id = crawls.crawl_id
WHERE
    events.source = asked_source
    AND events.message_key IS NOT NULL
    AND events.kind NOT IN ('edited', 'reparented')
UNION ALL
SELECT
    probes.message_key, probes.thread_key, 'answered', probes.probed_at, probes.probed_at, NULL,
    3 * epoch_us(crawls.started_at)
FROM raw.probes AS probes
INNER JOIN raw.crawls AS crawls ON probes.crawl_id = crawls.crawl_id
WHERE probes.source = asked_source AND probes.status = 'alive';
