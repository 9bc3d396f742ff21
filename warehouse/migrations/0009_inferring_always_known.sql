-- A file of its own: DuckDB makes no index anew in the transaction that fills a column.
ALTER TABLE raw.crawls ALTER COLUMN infers_removals SET NOT NULL;
