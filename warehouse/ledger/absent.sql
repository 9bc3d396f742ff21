-- Messages that a complete visit should have met, inside what it read, and did not. Only a reader that has met a message before can
-- miss it: another transport or extractor version may never have shown it.
CREATE OR REPLACE TEMP TABLE absent AS
WITH unmet AS (
    SELECT
        latest.message_key, latest.thread_key, latest.published_at, latest.version_id, latest.observed_at,
        visits.visited_at,
        presence.status AS previous_status, presence.missed, presence.came_at,
        presence.last_seen_at, presence.first_missing_at,
        $hides_subtrees
        AND latest.parent_key IS NOT NULL
        AND latest.parent_key NOT IN (SELECT message_key FROM incoming_messages WHERE state = 'alive')
            AS is_under_absent_parent
    FROM latest
    INNER JOIN incoming_visits AS visits ON latest.thread_key = visits.thread_key
    INNER JOIN presence ON latest.message_key = presence.message_key
    SEMI JOIN known_baselines AS baselines
        ON
            latest.message_key = baselines.message_key
            AND visits.transport = baselines.transport
            AND visits.extractor_version = baselines.extractor_version
    ANTI JOIN incoming_messages ON latest.message_key = incoming_messages.message_key
    WHERE
        visits.status = 'complete'
        AND latest.state = 'alive'
        AND is_inside(latest.published_at, visits.window_from, visits.window_to)
        AND presence.status NOT IN ('deleted', 'removed_inferred')
)

SELECT
    *,
    CASE
        WHEN is_under_absent_parent THEN 'hidden_with_parent'
        WHEN previous_status = 'hidden_by_moderation' THEN 'hidden_by_moderation'
        ELSE 'missing'
    END AS fate,
    previous_status IN ('missing', 'hidden_by_moderation') AS was_missed,
    if(was_missed, missed, 0) + 1 AS missed_now,
    if(was_missed, first_missing_at, visited_at) AS missing_since
FROM unmet;

-- Still hidden with its parent is no news.
DELETE FROM absent
WHERE fate = 'hidden_with_parent' AND previous_status = 'hidden_with_parent';
