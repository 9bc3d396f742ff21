-- A file of its own: DuckDB fills no column in the transaction that adds it.
UPDATE raw.message_versions
SET arrival = numbered.arrival
FROM (
    SELECT
        version_id,
        row_number() OVER (ORDER BY observed_at, source, message_key, version_number) AS arrival
    FROM raw.message_versions
) AS numbered
WHERE message_versions.version_id = numbered.version_id;
