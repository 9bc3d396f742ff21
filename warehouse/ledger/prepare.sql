-- Identifiers, and the rows of the landing folder without repeats: a message met twice counts as last seen.
CREATE OR REPLACE TEMP MACRO version_key(source, message_key, version_number) AS
    md5(concat_ws(chr(31), source, message_key, version_number));

CREATE OR REPLACE TEMP MACRO event_key(crawl_id, kind, thread_key, message_key) AS
    md5(concat_ws(chr(31), crawl_id, kind, thread_key, coalesce(message_key, '')));

-- Strictly inside what a visit read; without a window the visit read everything.
CREATE OR REPLACE TEMP MACRO is_inside(published_at, window_from, window_to) AS
    (window_from IS NULL OR coalesce(published_at > window_from, false))
    AND (window_to IS NULL OR coalesce(published_at < window_to, false));

CREATE OR REPLACE TEMP TABLE incoming_messages AS
SELECT * EXCLUDE (line)
FROM landed_messages
QUALIFY row_number() OVER (PARTITION BY message_key ORDER BY line DESC) = 1;

CREATE OR REPLACE TEMP TABLE incoming_visits AS
SELECT * EXCLUDE (line) REPLACE (coalesce(unseen, 0) AS unseen)  -- visits of before did not tell
FROM landed_visits;

CREATE OR REPLACE TEMP TABLE incoming_probes AS
SELECT * EXCLUDE (line) FROM landed_probes;

-- What somebody asked to forget is not stored again.
UPDATE incoming_messages
SET title = '', text = '', url = '', raw = NULL
FROM meta.forgotten
WHERE
    incoming_messages.author_hash = forgotten.author_hash
    OR (incoming_messages.source = forgotten.source AND incoming_messages.message_key = forgotten.message_key);
