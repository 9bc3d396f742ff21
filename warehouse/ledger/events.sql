-- All that happened, as this crawl tells it.
CREATE OR REPLACE TEMP TABLE new_events AS
SELECT message_key, thread_key, unnest(kinds) AS kind, visited_at AS observed_at, version_id, previous_version_id
FROM (
    SELECT *, list_filter(
        [
            if(is_new, 'appeared', NULL), if(is_edited, 'edited', NULL),
            if(is_reparented, 'reparented', NULL), if(is_restored, 'restored', NULL)
        ],
        kind -> kind IS NOT NULL
    ) AS kinds
    FROM seen
)
UNION ALL BY NAME
SELECT
    seen.message_key, seen.thread_key, seen.fate AS kind, 'A' AS evidence, seen.visited_at AS observed_at,
    last_seen.last_seen_at,
    if(
        seen.previous_status IN ('missing', 'removed_inferred', 'hidden_with_parent', 'hidden_by_moderation'),
        presence.first_missing_at, seen.visited_at
    ) AS first_missing_at,
    seen.version_id, seen.previous_version_id,
    if(
        json_exists(seen.raw, '$.placeholders'),
        json_object('placeholders', json_extract(seen.raw, '$.placeholders')), NULL
    ) AS detail
FROM seen
LEFT JOIN presence ON seen.message_key = presence.message_key
LEFT JOIN last_seen ON seen.message_key = last_seen.message_key
WHERE seen.fate IS NOT NULL
UNION ALL BY NAME
SELECT
    absent.message_key, absent.thread_key, absent.fate AS kind, if(absent.fate = 'missing', 'C', NULL) AS evidence,
    absent.visited_at AS observed_at, last_seen.last_seen_at, absent.missing_since AS first_missing_at,
    absent.version_id
FROM absent
LEFT JOIN last_seen ON absent.message_key = last_seen.message_key
WHERE absent.fate <> 'hidden_by_moderation'
UNION ALL BY NAME
SELECT
    verdicts.message_key, verdicts.thread_key, verdicts.verdict AS kind, verdicts.evidence,
    verdicts.decided_at AS observed_at, coalesce(last_seen.last_seen_at, presence.last_seen_at) AS last_seen_at,
    verdicts.missing_since AS first_missing_at, verdicts.version_id, verdicts.detail
FROM verdicts
LEFT JOIN last_seen ON verdicts.message_key = last_seen.message_key
LEFT JOIN presence ON verdicts.message_key = presence.message_key
WHERE verdicts.verdict IS NOT NULL
UNION ALL BY NAME
SELECT
    thread_key, if(is_gone, 'thread_gone', 'restored') AS kind, visited_at AS observed_at,
    if(is_gone, 'B', NULL) AS evidence, if(is_gone, last_seen_at, NULL) AS last_seen_at,
    if(is_gone, missing_since, NULL) AS first_missing_at,
    if(is_gone, json_object('control', control_key), NULL) AS detail
FROM thread_changes
WHERE is_gone OR is_back;
