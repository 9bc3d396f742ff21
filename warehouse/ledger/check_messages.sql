-- The first thing that is wrong with the messages of a landing folder, as a sentence; no row when all is well.
WITH findings AS (
    SELECT
        line,
        CASE
            WHEN source IS NULL THEN 'has no source'
            WHEN source <> $source THEN 'is of source ' || source || ' in a crawl of ' || $source
            WHEN coalesce(thread_key, '') = '' THEN 'has no thread_key'
            WHEN coalesce(message_key, '') = '' THEN 'has no message_key'
            WHEN message_key = parent_key THEN 'is its own parent'
            WHEN url IS NULL THEN 'has no url'
            WHEN kind IS NULL THEN 'has no kind'
            WHEN kind NOT IN ('article', 'review', 'comment', 'reply') THEN 'has the unknown kind ' || kind
            WHEN published_precision IS NULL THEN 'has no published_precision'
            WHEN title IS NULL THEN 'has no title'
            WHEN text IS NULL THEN 'has no text'
            WHEN state IS NULL THEN 'has no state'
            WHEN state NOT IN ('alive', 'tombstone', 'hidden') THEN 'has the unknown state ' || state
            WHEN content_hash IS NULL THEN 'has no content_hash'
            WHEN transport IS NULL THEN 'has no transport'
            WHEN extractor_version IS NULL THEN 'has no extractor_version'
            WHEN thread_key NOT IN (SELECT thread_key FROM landed_visits WHERE thread_key IS NOT NULL)
                THEN 'is in thread ' || thread_key || ', which has no visit'
        END AS finding
    FROM landed_messages
)

SELECT 'line ' || line || ' of the messages ' || finding
FROM findings
WHERE finding IS NOT NULL
ORDER BY line
LIMIT 1;
