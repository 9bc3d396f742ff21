-- The columns that a landing folder's visits bring.
SELECT *
FROM raw.thread_visits
LIMIT 0;
