-- Versions with a text that this annotator has not seen yet, oldest first. The provider is the one that the page
-- names, on the message or else on the first message of its thread that has one.
WITH pages AS (
    SELECT source, thread_key, min_by(provider_name, (published_at, message_key)) AS provider_name
    FROM raw.message_versions
    WHERE provider_name IS NOT NULL
    GROUP BY source, thread_key
)

SELECT
    versions.version_id,
    if(versions.title = '', versions.text, versions.title || chr(10) || versions.text) AS text,
    versions.author_badge,
    coalesce(versions.provider_name, pages.provider_name) AS provider
FROM raw.message_versions AS versions
LEFT JOIN pages ON versions.source = pages.source AND versions.thread_key = pages.thread_key
WHERE
    versions.state = 'alive'
    AND trim(versions.title || versions.text) <> ''
    AND NOT EXISTS (
        FROM raw.annotations AS annotations
        WHERE
            annotations.version_id = versions.version_id
            AND annotations.annotator_version = $annotator_version
    )
ORDER BY versions.observed_at, versions.source, versions.message_key, versions.version_number
LIMIT $limit;
