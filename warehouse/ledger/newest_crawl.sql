-- The newest crawl of the source that the ledger goes by; quarantined ones changed nothing in it.
SELECT crawl_id, started_at, finished_at
FROM raw.crawls
WHERE source = $source AND status <> 'quarantined'
ORDER BY started_at DESC
LIMIT 1;
