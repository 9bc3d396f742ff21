-- The newest crawl of the source that the ledger goes by; quarantined ones changed nothing in it, nor did those that
-- visited and asked nothing (what a crawl of an archive brings lands as crawls of the past).
SELECT crawl_id, started_at, finished_at
FROM raw.crawls
WHERE source = $source AND status <> 'quarantined' AND (visits > 0 OR probes > 0)
ORDER BY started_at DESC
LIMIT 1;
