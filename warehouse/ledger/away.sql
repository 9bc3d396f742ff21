-- Messages that are away and not yet given up, whether this crawl missed them or only asked for them.
CREATE OR REPLACE TEMP TABLE away AS
SELECT
    message_key, thread_key, version_id, previous_status, fate, missed_now, missing_since,
    visited_at AS missing_until
FROM absent
WHERE fate <> 'hidden_with_parent'
UNION ALL
-- Asked for in this crawl, though its thread could not be read whole. What answers is not away.
SELECT
    latest.message_key, latest.thread_key, latest.version_id, presence.status, presence.status,
    presence.missed, presence.first_missing_at, presence.missing_until
FROM incoming_probes AS probes
INNER JOIN latest ON probes.message_key = latest.message_key
INNER JOIN presence ON probes.message_key = presence.message_key
ANTI JOIN incoming_messages AS met ON probes.message_key = met.message_key
ANTI JOIN absent ON probes.message_key = absent.message_key
WHERE
    presence.status IN ('missing', 'hidden_by_moderation')
    AND probes.status <> 'alive';
