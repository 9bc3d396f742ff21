-- Visits that are complete by their own account, and did not show a message that answers when it is asked for: their
-- pages are read wrongly. They prove no absence, of no message.
CREATE OR REPLACE TEMP TABLE doubts AS
SELECT absent.thread_key, min(absent.message_key) AS message_key
FROM absent
INNER JOIN incoming_probes AS probes ON absent.message_key = probes.message_key
WHERE absent.fate <> 'hidden_with_parent' AND probes.status = 'alive'
GROUP BY absent.thread_key;

UPDATE incoming_visits
SET status = 'partial', reason = 'message ' || doubts.message_key || ' answers when asked for, but is not on the pages'
FROM doubts
WHERE incoming_visits.thread_key = doubts.thread_key;

DELETE FROM absent
WHERE thread_key IN (SELECT thread_key FROM doubts);
