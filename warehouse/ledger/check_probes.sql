-- The first thing that is wrong with the probes of a landing folder, as a sentence; no row when all is well.
WITH findings AS (
    SELECT
        line,
        CASE
            WHEN crawl_id IS NULL THEN 'has no crawl_id'
            WHEN crawl_id <> $crawl_id THEN 'belongs to crawl ' || crawl_id
            WHEN source IS NULL THEN 'has no source'
            WHEN source <> $source THEN 'is of source ' || source || ' in a crawl of ' || $source
            WHEN coalesce(thread_key, '') = '' THEN 'has no thread_key'
            WHEN coalesce(message_key, '') = '' THEN 'has no message_key'
            WHEN coalesce(control_key, '') = '' THEN 'has no control_key'
            WHEN message_key = control_key THEN 'is its own control'
            WHEN url IS NULL THEN 'has no url'
            WHEN probed_at IS NULL THEN 'has no probed_at'
            WHEN probed_at NOT BETWEEN $started_at AND $finished_at THEN 'is dated outside its crawl'
            WHEN status IS NULL THEN 'has no status'
            WHEN status NOT IN ('alive', 'gone', 'hidden', 'unknown') THEN 'has the unknown status ' || status
            WHEN control_status IS NULL THEN 'has no control_status'
            WHEN control_status NOT IN ('alive', 'gone', 'hidden', 'unknown')
                THEN 'has the unknown control_status ' || control_status
            WHEN row_number() OVER (PARTITION BY message_key ORDER BY line) > 1
                THEN 'is the second of message ' || message_key
        END AS finding
    FROM landed_probes
)

SELECT 'line ' || line || ' of the probes ' || finding
FROM findings
WHERE finding IS NOT NULL
ORDER BY line
LIMIT 1;
