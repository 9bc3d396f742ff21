-- Threads that are to be read at $now. Each step after the publication of the youngest message calls for one visit;
-- more steps where somebody complains or the company has spoken; and a thread is always due while something of it is
-- open: it was never read, it answered once that it is gone, or a message is missing and not decided. What stays
-- undecided, because nobody can tell, is looked for at longer intervals.
WITH steps AS (
    SELECT unnest($steps::INTERVAL[]) AS step, FALSE AS is_dense
    UNION ALL
    SELECT unnest($dense_steps::INTERVAL[]), TRUE
),

messages AS (
    SELECT
        thread_key,
        max(least(coalesce(published_at, observed_at), observed_at)) AS youngest_at
    FROM raw.message_versions
    WHERE source = $source AND version_number = 1
    GROUP BY thread_key
),

dense AS (
    SELECT DISTINCT versions.thread_key
    FROM raw.message_versions AS versions
    INNER JOIN raw.annotations AS annotations ON versions.version_id = annotations.version_id
    WHERE
        versions.source = $source
        AND annotations.annotator_version
        = (SELECT max_by(annotator_version, registered_at) FROM raw.annotators)
        AND (annotations.role = 'company' OR (annotations.role = 'customer' AND annotations.sentiment = 'negative'))
),

ages AS (
    SELECT
        live.thread_key, live.url, live.read_at, live.is_gone_now,
        coalesce(messages.youngest_at, live.first_read_at) AS youngest_at,
        dense.thread_key IS NOT NULL AS is_dense
    FROM live_threads AS live
    LEFT JOIN messages ON live.thread_key = messages.thread_key
    LEFT JOIN dense ON live.thread_key = dense.thread_key
)

SELECT ages.thread_key, ages.url
FROM ages
CROSS JOIN steps
GROUP BY ages.thread_key, ages.url, ages.read_at, ages.is_gone_now
HAVING
    ages.read_at IS NULL
    OR ages.is_gone_now
    OR ages.thread_key IN (
        SELECT thread_key FROM standing WHERE status = 'missing' AND first_missing_at > $now - $again
    )
    OR (
        ages.read_at <= $now - $again
        AND ages.thread_key IN (SELECT thread_key FROM standing WHERE status = 'missing')
    )
    OR bool_or(
        (ages.is_dense OR NOT steps.is_dense)
        AND ages.youngest_at + steps.step > ages.read_at
        AND ages.youngest_at + steps.step <= $now
    )
ORDER BY ages.thread_key;
