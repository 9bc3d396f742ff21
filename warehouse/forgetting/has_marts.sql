SELECT count(*) > 0
FROM duckdb_columns()
WHERE schema_name = 'marts' AND table_name = 'messages' AND column_name = 'duplicate_of';
