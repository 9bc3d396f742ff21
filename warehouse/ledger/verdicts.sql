-- What became of the messages that are away, by the last answer that proves something: one of the site about the
-- message, given since it went missing, while another message of the same source answered that it is there.
CREATE OR REPLACE TEMP TABLE verdicts AS
WITH answers AS (
    SELECT message_key, status, probed_at, http_status, control_key, TRUE AS is_now
    FROM incoming_probes
    WHERE status IN ('gone', 'hidden') AND control_status = 'alive'
    UNION ALL
    SELECT probes.message_key, probes.status, probes.probed_at, probes.http_status, probes.control_key, FALSE
    FROM raw.probes AS probes
    INNER JOIN away ON probes.message_key = away.message_key AND probes.probed_at >= away.missing_since
    WHERE probes.source = $source AND probes.status IN ('gone', 'hidden') AND probes.control_status = 'alive'
),

last_answers AS (
    SELECT *
    FROM answers
    QUALIFY row_number() OVER (PARTITION BY message_key ORDER BY probed_at DESC) = 1
),

asked AS (
    SELECT probes.message_key, count(*) AS times
    FROM (
        SELECT message_key, source, probed_at FROM raw.probes
        UNION ALL
        SELECT message_key, source, probed_at FROM incoming_probes
    ) AS probes
    INNER JOIN away ON probes.message_key = away.message_key AND probes.probed_at >= away.missing_since
    WHERE probes.source = $source
    GROUP BY probes.message_key
),

judged AS (
    SELECT
        away.*,
        answers.* EXCLUDE (message_key),
        away.missing_until >= away.missing_since + $span AS is_long,
        -- Where the site answers such questions a message waits for its answer, unless that failed often enough; and
        -- pages that were seen to lack a message that is there prove nothing by what they lack.
        $infers_removals
        AND answers.status IS NULL
        AND (
            coalesce(asked.times, 0) >= $absences
            OR NOT EXISTS (FROM incoming_probes WHERE status <> 'unknown' AND control_status = 'alive')
        )
        AND NOT EXISTS (FROM doubts) AS is_unanswerable
    FROM away
    LEFT JOIN last_answers AS answers ON away.message_key = answers.message_key
    LEFT JOIN asked ON away.message_key = asked.message_key
)

SELECT
    message_key, thread_key, version_id, missing_since,
    CASE
        WHEN status = 'gone' AND missed_now >= $absences_with_probe AND is_long THEN 'deleted'
        WHEN status = 'hidden' AND previous_status <> 'hidden_by_moderation' THEN 'hidden_by_moderation'
        WHEN is_unanswerable AND fate = 'missing' AND missed_now >= $absences AND is_long THEN 'removed_inferred'
    END AS verdict,
    if(verdict = 'removed_inferred', 'C', 'B') AS evidence,
    if(coalesce(is_now, false), probed_at, missing_until) AS decided_at,
    if(
        verdict = 'removed_inferred', NULL,
        json_object('http_status', http_status, 'probed_at', probed_at, 'control', control_key)
    ) AS detail
FROM judged;
