-- The columns that a landing folder's probes bring.
SELECT *
FROM raw.probes
LIMIT 0;
