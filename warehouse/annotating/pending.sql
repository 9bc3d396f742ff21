-- Versions with a text that this annotator has not seen yet, in the order in which they came, from a stretch of the
-- arrivals. The provider is the one that the page names, on the message or else on the first of its thread that has one.
WITH waiting AS (
    SELECT arrival, version_id, source, thread_key, title, text, author_badge, provider_name
    FROM raw.message_versions AS versions
    WHERE
        arrival > $after
        AND arrival <= $until
        AND state = 'alive'
        AND trim(title || text) <> ''
        AND NOT EXISTS (
            FROM raw.annotations AS annotations
            WHERE
                annotations.version_id = versions.version_id
                AND annotations.annotator_version = $annotator_version
        )
    ORDER BY arrival
    LIMIT $limit
),

pages AS (
    SELECT source, thread_key, min_by(provider_name, (published_at, message_key)) AS provider_name
    FROM raw.message_versions
    SEMI JOIN waiting USING (source, thread_key)
    WHERE provider_name IS NOT NULL
    GROUP BY source, thread_key
)

SELECT
    waiting.version_id,
    if(waiting.title = '', waiting.text, waiting.title || chr(10) || waiting.text) AS text,
    waiting.author_badge,
    coalesce(waiting.provider_name, pages.provider_name) AS provider,
    waiting.arrival
FROM waiting
LEFT JOIN pages ON waiting.source = pages.source AND waiting.thread_key = pages.thread_key
ORDER BY waiting.arrival;
