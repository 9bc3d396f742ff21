-- How many lines the folder holds, of messages, visits and probes.
SELECT
    (SELECT count(*) FROM landed_messages) AS messages,
    (SELECT count(*) FROM landed_visits) AS visits,
    (SELECT count(*) FROM landed_probes) AS probes;
