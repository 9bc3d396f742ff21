-- Visits that fall short of the site's own count by as many messages as are known to hang under one that is away: such a
-- site hides them and counts them all the same. The visit met all that it could, and is complete.
CREATE OR REPLACE TEMP TABLE accounted AS
SELECT latest.thread_key
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
    $hides_subtrees
    AND visits.status = 'partial'
    AND latest.state = 'alive'
    AND presence.status NOT IN ('deleted', 'removed_inferred', 'hidden_by_moderation')
    AND latest.parent_key NOT IN (SELECT message_key FROM incoming_messages WHERE state = 'alive')
    AND visits.unseen > 0
GROUP BY latest.thread_key, visits.unseen
HAVING count(*) = visits.unseen;

UPDATE incoming_visits
SET status = 'complete', reason = ''
WHERE thread_key IN (SELECT thread_key FROM accounted);
