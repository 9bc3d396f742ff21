-- The last word on each label of each text that can still be read, with what an annotator is given of it.
SELECT
    versions.version_id AS id,
    if(versions.title = '', versions.text, versions.title || chr(10) || versions.text) AS text,
    any_value(versions.author_badge) AS author_badge,
    any_value(coalesce(versions.provider_name, pages.provider_name)) AS provider,
    any_value(coalesce(versions.author_hash, versions.message_key)) AS author,
    arg_max(role, (corrected_at, corrections.arrival)) AS role,
    arg_max(sentiment, (corrected_at, corrections.arrival)) AS sentiment,
    arg_max(apology, (corrected_at, corrections.arrival)) AS apology,
    arg_max(ignoring, (corrected_at, corrections.arrival)) AS ignoring,
    arg_max(ignoring_kinds, (corrected_at, corrections.arrival)) AS ignoring_kinds,
    arg_max(compensation, (corrected_at, corrections.arrival)) AS compensation,
    arg_max(resolved, (corrected_at, corrections.arrival)) AS resolved,
    arg_max(leaving, (corrected_at, corrections.arrival)) AS leaving
FROM raw.corrections
INNER JOIN raw.message_versions AS versions USING (version_id)
LEFT JOIN (
    SELECT source, thread_key, min_by(provider_name, (published_at, message_key)) AS provider_name
    FROM raw.message_versions
    WHERE provider_name IS NOT NULL
    GROUP BY source, thread_key
) AS pages ON versions.source = pages.source AND versions.thread_key = pages.thread_key
WHERE trim(versions.title || versions.text) <> ''
GROUP BY versions.version_id, versions.title, versions.text
ORDER BY versions.version_id;
