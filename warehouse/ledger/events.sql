-- All that happened, as this crawl tells it.
CREATE OR REPLACE TEMP TABLE new_events AS
SELECT
    message_key, thread_key, 'appeared' AS kind, NULL AS evidence, visited_at AS observed_at,
    NULL::TIMESTAMPTZ AS last_seen_at, NULL::TIMESTAMPTZ AS first_missing_at, version_id, previous_version_id
FROM seen
WHERE is_new
UNION ALL
SELECT message_key, thread_key, 'edited', NULL, visited_at, NULL, NULL, version_id, previous_version_id
FROM seen
WHERE is_edited
UNION ALL
SELECT message_key, thread_key, 'reparented', NULL, visited_at, NULL, NULL, version_id, previous_version_id
FROM seen
WHERE is_reparented
UNION ALL
SELECT message_key, thread_key, 'restored', NULL, visited_at, NULL, NULL, version_id, previous_version_id
FROM seen
WHERE is_restored
UNION ALL
SELECT
    seen.message_key, seen.thread_key, 'deleted', 'A', seen.visited_at, last_seen.last_seen_at,
    if(seen.previous_status IN ('missing', 'removed_inferred', 'hidden_with_parent'), presence.first_missing_at, seen.visited_at),
    seen.version_id, seen.previous_version_id
FROM seen
LEFT JOIN presence ON seen.message_key = presence.message_key
LEFT JOIN last_seen ON seen.message_key = last_seen.message_key
WHERE seen.is_deleted
UNION ALL
SELECT
    absent.message_key, absent.thread_key, absent.fate, if(absent.fate = 'missing', 'C', NULL), absent.visited_at,
    last_seen.last_seen_at, absent.missing_since, absent.version_id, NULL
FROM absent
LEFT JOIN last_seen ON absent.message_key = last_seen.message_key
UNION ALL
SELECT
    absent.message_key, absent.thread_key, 'removed_inferred', 'C', absent.visited_at,
    last_seen.last_seen_at, absent.missing_since, absent.version_id, NULL
FROM absent
LEFT JOIN last_seen ON absent.message_key = last_seen.message_key
WHERE
    absent.fate = 'missing'
    AND absent.missed_now >= $absences
    AND absent.visited_at >= absent.missing_since + $span
UNION ALL
SELECT NULL, thread_key, 'thread_gone', 'B', visited_at, last_seen_at, missing_since, NULL, NULL
FROM thread_changes
WHERE is_gone
UNION ALL
SELECT NULL, thread_key, 'restored', NULL, visited_at, NULL, NULL, NULL, NULL
FROM thread_changes
WHERE is_back;
