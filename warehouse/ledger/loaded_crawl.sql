-- What is kept of a crawl, when it was loaded before.
SELECT started_at, finished_at, messages, visits, status, reason
FROM raw.crawls
WHERE crawl_id = $crawl_id;
