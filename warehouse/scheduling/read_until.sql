-- When the newest visits of a source were made. Crawls in quarantine count: their folders wait for a person.
SELECT max(finished_at)
FROM raw.crawls
WHERE source = $source AND visits > 0;
