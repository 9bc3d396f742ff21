-- The versions whose texts are to be erased.
CREATE OR REPLACE TEMP TABLE chosen AS
SELECT version_id, source, message_key
FROM raw.message_versions
WHERE
    author_hash = $author
    OR (message_key = $message AND ($source IS NULL OR source = $source));
