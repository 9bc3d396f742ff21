-- The first annotation that cannot be kept, as a sentence; no row when all is well.
WITH quotes AS (
    SELECT version_id, rule, "start", "end", quote, text FROM batch_mentions
    UNION ALL
    SELECT version_id, rule, "start", "end", quote, text FROM batch_evidence
)

SELECT 'version ' || version_id || ' is not in the warehouse' AS finding
FROM batch
WHERE text IS NULL
UNION ALL
SELECT 'rule ' || rule || ' quotes what version ' || version_id || ' does not say at ' || "start" || '–' || "end"
FROM quotes
WHERE text IS NOT NULL AND ("start" < 0 OR substr(text, "start" + 1, "end" - "start") IS DISTINCT FROM quote)
ORDER BY finding
LIMIT 1;
