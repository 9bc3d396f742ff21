-- The first thing that is wrong with the visits of a landing folder, as a sentence; no row when all is well.
WITH findings AS (
    SELECT
        line,
        CASE
            WHEN crawl_id IS NULL THEN 'has no crawl_id'
            WHEN crawl_id <> $crawl_id THEN 'belongs to crawl ' || crawl_id
            WHEN source IS NULL THEN 'has no source'
            WHEN source <> $source THEN 'is of source ' || source || ' in a crawl of ' || $source
            WHEN coalesce(thread_key, '') = '' THEN 'has no thread_key'
            WHEN url IS NULL THEN 'has no url'
            WHEN visited_at IS NULL THEN 'has no visited_at'
            WHEN visited_at NOT BETWEEN $started_at AND $finished_at THEN 'is dated outside its crawl'
            WHEN status IS NULL THEN 'has no status'
            WHEN status NOT IN ('complete', 'partial', 'failed', 'gone') THEN 'has the unknown status ' || status
            WHEN reason IS NULL THEN 'has no reason'
            WHEN seen_total IS NULL THEN 'has no seen_total'
            WHEN pages IS NULL THEN 'has no pages'
            WHEN transport IS NULL THEN 'has no transport'
            WHEN extractor_version IS NULL THEN 'has no extractor_version'
            WHEN row_number() OVER (PARTITION BY thread_key ORDER BY line) > 1
                THEN 'is the second of thread ' || thread_key
        END AS finding
    FROM landed_visits
)

SELECT 'line ' || line || ' of the visits ' || finding
FROM findings
WHERE finding IS NOT NULL
ORDER BY line
LIMIT 1;
