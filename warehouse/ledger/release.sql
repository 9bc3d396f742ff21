-- A quarantined crawl that a person has looked at and believes is loaded as if it were new.
DELETE FROM raw.crawls
WHERE crawl_id = $crawl_id AND status = 'quarantined';
