-- How many lines the folder holds, of messages and of visits.
SELECT
    (SELECT count(*) FROM landed_messages) AS messages,
    (SELECT count(*) FROM landed_visits) AS visits;
