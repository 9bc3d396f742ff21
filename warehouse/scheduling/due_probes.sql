-- Missing messages to ask for by themselves, those that waited longest first, each with a control: a message of the
-- same sort that was there when its thread was read last, of the same thread where it has one.
WITH asked AS (
    SELECT message_key, max(probed_at) AS probed_at
    FROM raw.probes
    WHERE source = $source
    GROUP BY message_key
),

latest AS (
    SELECT
        message_key, thread_key, url, state, published_at,
        kind IN ('comment', 'reply') AS is_comment
    FROM raw.message_versions
    WHERE source = $source
    QUALIFY row_number() OVER (PARTITION BY message_key ORDER BY version_number DESC) = 1
),

controls AS (
    SELECT latest.thread_key, latest.is_comment, latest.message_key, latest.url, live.read_at
    FROM latest
    INNER JOIN standing ON latest.message_key = standing.message_key
    INNER JOIN live_threads AS live ON latest.thread_key = live.thread_key
    WHERE
        standing.status IN ('appeared', 'restored')
        AND latest.state = 'alive'
        AND latest.url LIKE 'http%'
        AND NOT live.is_gone_now
    QUALIFY row_number() OVER (
        PARTITION BY latest.thread_key, latest.is_comment ORDER BY latest.published_at DESC, latest.message_key
    ) = 1
),

freshest AS (
    SELECT * FROM controls
    QUALIFY row_number() OVER (PARTITION BY is_comment ORDER BY read_at DESC, thread_key) = 1
)

SELECT
    latest.thread_key, latest.message_key, latest.url,
    coalesce(near.message_key, far.message_key) AS control_key,
    coalesce(near.url, far.url) AS control_url
FROM standing
INNER JOIN latest ON standing.message_key = latest.message_key
LEFT JOIN asked ON standing.message_key = asked.message_key
LEFT JOIN controls AS near ON latest.thread_key = near.thread_key AND latest.is_comment = near.is_comment
LEFT JOIN freshest AS far ON latest.is_comment = far.is_comment
WHERE
    latest.url LIKE 'http%'
    AND control_key IS NOT NULL
    AND (
        (standing.status = 'missing' AND standing.first_missing_at > $now - $again)
        -- What a moderator holds may be let go, or deleted, long after; what nobody can tell may be told.
        OR (
            standing.status IN ('missing', 'hidden_by_moderation')
            AND coalesce(asked.probed_at <= $now - $again, true)
        )
    )
ORDER BY asked.probed_at NULLS FIRST, standing.first_missing_at, latest.message_key
LIMIT $limit;
