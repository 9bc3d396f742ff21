-- Why this crawl must not be believed, as a sentence; no row when it may. A site that changed its layout, a
-- login page or a cut connection looks like a great many removals or edits at once.
WITH losses AS (
    SELECT
        (
            SELECT count(*)
            FROM latest
            INNER JOIN incoming_visits AS visits ON latest.thread_key = visits.thread_key
            INNER JOIN presence ON latest.message_key = presence.message_key
            WHERE
                visits.status = 'complete'
                AND latest.state = 'alive'
                AND is_inside(latest.published_at, visits.window_from, visits.window_to)
                AND presence.status IN ('appeared', 'restored', 'answered', 'missing')
        ) AS alive,
        (SELECT count(*) FROM absent WHERE fate = 'missing' AND previous_status <> 'missing') AS missing,
        (SELECT count(*) FROM seen WHERE has_baseline) AS compared,
        (SELECT count(*) FROM seen WHERE text_changed) AS changed,
        (SELECT count(*) FROM thread_changes WHERE was_seen AND NOT is_known_gone) AS threads,
        (SELECT count(*) FROM thread_changes WHERE is_newly_gone) AS gone
)

SELECT
    CASE
        WHEN missing > greatest(5, 0.2 * alive)
            THEN missing || ' of ' || alive || ' known messages are missing without a trace'
        WHEN compared >= 10 AND changed > 0.3 * compared
            THEN changed || ' of ' || compared || ' known texts changed at once'
        WHEN gone > greatest(5, 0.2 * threads)
            THEN gone || ' of ' || threads || ' known threads answer that they are gone'
    END AS reason
FROM losses
WHERE reason IS NOT NULL;
