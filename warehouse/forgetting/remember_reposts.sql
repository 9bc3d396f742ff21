-- Which texts are reposts of others, as the marts have it: once a text is erased nobody can compare it any more.
INSERT INTO meta.reposts
SELECT copies.source, copies.message_key, firsts.source, firsts.message_key
FROM marts.messages AS copies
INNER JOIN marts.messages AS firsts ON copies.duplicate_of = firsts.message_id
ON CONFLICT DO NOTHING;
