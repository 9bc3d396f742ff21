-- The lines of a landing folder's probes as they are, with the columns of the table that they go to.
CREATE OR REPLACE TEMP TABLE landed_probes AS
SELECT row_number() OVER () AS line, *
FROM read_json($path, columns = $columns, format = 'newline_delimited', compression = 'gzip');
