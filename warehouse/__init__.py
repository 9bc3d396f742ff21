"""All SQL, and the owner of the DuckDB file."""
