-- The columns that a landing folder's messages bring; the others the warehouse adds itself.
SELECT * EXCLUDE (version_id, version_number, crawl_id, observed_at, arrival)
FROM raw.message_versions
LIMIT 0;
