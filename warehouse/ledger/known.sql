-- What the warehouse knows of the messages of this crawl and of all messages in the threads that it visited.
CREATE OR REPLACE TEMP TABLE touched AS
SELECT message_key FROM incoming_messages
UNION
SELECT versions.message_key
FROM raw.message_versions AS versions
SEMI JOIN incoming_visits ON versions.thread_key = incoming_visits.thread_key
WHERE versions.source = $source
UNION
SELECT message_key FROM incoming_probes;

CREATE OR REPLACE TEMP TABLE latest AS
SELECT
    message_key, version_id, version_number, thread_key, parent_key, state, content_hash, rating, rating_max,
    published_at, transport, extractor_version, observed_at
FROM raw.message_versions
SEMI JOIN touched USING (message_key)
WHERE source = $source
QUALIFY row_number() OVER (PARTITION BY message_key ORDER BY version_number DESC) = 1;

-- Where each message stands: the last thing that happened to its being there. An answer starts the count of absences
-- again.
CREATE OR REPLACE TEMP TABLE presence AS
WITH marks AS (
    SELECT * FROM marks_of($source) SEMI JOIN touched USING (message_key)
),

turns AS (
    SELECT message_key, max(moment) AS turned
    FROM marks
    WHERE kind NOT IN ('missing', 'hidden_by_moderation')
    GROUP BY message_key
)

SELECT
    marks.message_key,
    max_by(marks.kind, marks.moment) AS status,
    count(*) FILTER (WHERE marks.kind = 'missing' AND marks.moment > turns.turned) AS missed,
    max(marks.observed_at) FILTER (WHERE marks.kind = 'missing' AND marks.moment > turns.turned) AS missing_until,
    max_by(marks.last_seen_at, marks.moment) AS last_seen_at,
    max_by(marks.first_missing_at, marks.moment) AS first_missing_at,
    max(marks.observed_at) FILTER (WHERE marks.kind IN ('appeared', 'restored')) AS came_at
FROM marks
INNER JOIN turns ON marks.message_key = turns.message_key
GROUP BY marks.message_key;
