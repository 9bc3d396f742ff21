-- The last text of each message that no person judged yet, each text once, with what the newest annotator says of it.
CREATE OR REPLACE TEMP TABLE candidates AS
WITH newest AS (
    SELECT annotations.*
    FROM raw.annotations AS annotations
    LEFT JOIN raw.annotators AS annotators USING (annotator_version)
    QUALIFY row_number() OVER (
        PARTITION BY version_id ORDER BY annotators.registered_at DESC NULLS LAST, annotator_version DESC
    ) = 1
),

latest AS (
    SELECT * FROM raw.message_versions
    QUALIFY row_number() OVER (PARTITION BY source, message_key ORDER BY version_number DESC) = 1
),

judged AS (
    SELECT DISTINCT versions.source, versions.message_key, versions.content_hash
    FROM raw.corrections
    INNER JOIN raw.message_versions AS versions USING (version_id)
),

scored AS (
    SELECT *, list_reverse_sort([negative, neutral, positive]) AS sorted
    FROM newest
)

SELECT
    scored.* EXCLUDE (sorted),
    latest.source,
    latest.kind,
    latest.author_badge IS NOT NULL AS has_badge,
    latest.rating / nullif(latest.rating_max, 0) AS rating_share,
    if(latest.title = '', latest.text, latest.title || chr(10) || latest.text) AS text,
    sorted[1] - sorted[2] AS margin,
    -list_sum(list_transform(sorted, lambda p: if(p > 0, p * ln(p), 0))) / ln(3) AS entropy

FROM latest
INNER JOIN scored USING (version_id)
ANTI JOIN judged
    ON latest.source = judged.source
    AND latest.message_key = judged.message_key
    AND latest.content_hash = judged.content_hash
WHERE
    latest.state = 'alive'
    AND trim(latest.title || latest.text) <> ''
    AND ($provider::VARCHAR IS NULL OR EXISTS (
        FROM raw.provider_sentiments AS attitudes
        WHERE attitudes.version_id = latest.version_id
            AND attitudes.annotator_version = scored.annotator_version
            AND attitudes.provider = $provider
    ))
QUALIFY row_number() OVER (PARTITION BY latest.title, latest.text ORDER BY latest.arrival) = 1;
