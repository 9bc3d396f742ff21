-- The first correction that cannot be kept, as a sentence without its end; no row when all is well.
SELECT finding
FROM (
    SELECT line, place || ': there is no version ' || version_id || ' in the warehouse' AS finding
    FROM new_corrections
    WHERE text IS NULL
    UNION ALL
    SELECT line, place || ': ' || span.label || ' is marked at ' || span."start" || '–' || span."end"
        || ', but the text has ' || length(text) || ' characters'
    FROM (SELECT line, place, text, unnest(spans) AS span FROM new_corrections WHERE text IS NOT NULL)
    WHERE span."start" < 0 OR span."end" <= span."start" OR span."end" > length(text)
)
ORDER BY line, finding
LIMIT 1;
