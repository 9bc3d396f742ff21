-- Each message of the crawl beside what was known of it, and what follows from the difference.
CREATE OR REPLACE TEMP TABLE seen AS
WITH compared AS (
    SELECT
        incoming_messages.*,
        visits.visited_at,
        latest.version_id AS latest_version_id,
        baselines.version_id AS baseline_version_id,
        latest.version_id IS NULL AS is_new,
        coalesce(latest.version_number, 0) + 1 AS version_number,
        latest.state IS DISTINCT FROM incoming_messages.state AS state_changed,
        presence.status AS previous_status,
        incoming_messages.state = 'alive' AS is_alive,
        is_alive AND coalesce(baselines.is_current, false) AS has_baseline,
        has_baseline AND baselines.content_hash <> incoming_messages.content_hash AS text_changed,
        -- The author's second thoughts may show in the stars alone.
        has_baseline
        AND latest.transport = incoming_messages.transport
        AND latest.extractor_version = incoming_messages.extractor_version
        AND latest.rating_max IS NOT DISTINCT FROM incoming_messages.rating_max
        AND coalesce(latest.rating <> incoming_messages.rating, false) AS rating_changed,
        has_baseline AND (
            baselines.parent_key IS DISTINCT FROM incoming_messages.parent_key
            OR baselines.thread_key <> incoming_messages.thread_key
        ) AS is_reparented,
        is_alive AND (
            latest.content_hash IS DISTINCT FROM incoming_messages.content_hash
            OR latest.parent_key IS DISTINCT FROM incoming_messages.parent_key
            OR latest.thread_key IS DISTINCT FROM incoming_messages.thread_key
        ) AS differs_from_latest
    FROM incoming_messages
    INNER JOIN incoming_visits AS visits ON incoming_messages.thread_key = visits.thread_key
    LEFT JOIN latest ON incoming_messages.message_key = latest.message_key
    LEFT JOIN presence ON incoming_messages.message_key = presence.message_key
    LEFT JOIN known_baselines AS baselines
        ON
            incoming_messages.message_key = baselines.message_key
            AND incoming_messages.transport = baselines.transport
            AND incoming_messages.extractor_version = baselines.extractor_version
)

SELECT
    *,
    text_changed OR rating_changed AS is_edited,
    -- What the source itself says of a message that it does not show, where that is news. Held is not deleted.
    nullif(
        CASE WHEN is_alive THEN NULL WHEN state = 'hidden' THEN 'hidden_by_moderation' ELSE 'deleted' END, previous_status
    ) AS fate,
    is_alive AND coalesce(previous_status NOT IN ('appeared', 'restored'), false) AS is_restored,
    -- Another reader may have brought the new content already; then this one brings only the news of it.
    is_new OR state_changed OR rating_changed
    OR (differs_from_latest AND (text_changed OR is_reparented OR NOT has_baseline)) AS needs_version,
    is_alive AND NOT needs_version AND (text_changed OR is_reparented OR NOT has_baseline) AS needs_baseline,
    if(needs_version, version_key(source, message_key, version_number), latest_version_id) AS version_id,
    if(text_changed OR is_reparented, baseline_version_id, latest_version_id) AS previous_version_id
FROM compared;
