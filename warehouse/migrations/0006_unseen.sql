-- What a site counts beyond what it showed, where nothing else speaks against a visit.
ALTER TABLE raw.thread_visits ADD COLUMN unseen BIGINT DEFAULT 0;  -- in a complete visit: hidden with a removed message
ALTER TABLE raw.thread_visits ALTER COLUMN unseen SET NOT NULL;
