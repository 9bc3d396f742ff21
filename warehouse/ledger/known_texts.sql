-- The stored texts of messages that come again unchanged. Only what was read alive has its text in its hash.
WITH wanted AS (
    SELECT DISTINCT unnest(
        from_json($wanted, '[{"message_key": "VARCHAR", "content_hash": "VARCHAR"}]'), recursive := true
    )
)

SELECT versions.message_key, versions.content_hash, versions.title, versions.text
FROM raw.message_versions AS versions
SEMI JOIN wanted ON versions.message_key = wanted.message_key AND versions.content_hash = wanted.content_hash
WHERE versions.source = $source
QUALIFY row_number() OVER (
    PARTITION BY versions.message_key, versions.content_hash ORDER BY versions.version_number DESC
) = 1;
