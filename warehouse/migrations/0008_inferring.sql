-- Whether removals may be inferred from absence alone: not where a message may be there and only not be shown.
ALTER TABLE raw.crawls ADD COLUMN infers_removals BOOLEAN DEFAULT TRUE;
