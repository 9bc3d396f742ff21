-- Where the messages of a source stand: there, missing and not yet decided, or away.
CREATE OR REPLACE TEMP TABLE standing AS
SELECT
    message_key,
    max_by(thread_key, moment) AS thread_key,
    max_by(kind, moment) AS status,
    max_by(first_missing_at, moment) AS first_missing_at
FROM marks_of($source)
GROUP BY message_key;
