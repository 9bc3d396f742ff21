-- A crawl that asked for no message by itself.
CREATE OR REPLACE TEMP TABLE landed_probes AS
SELECT 0 AS line, *
FROM raw.probes
LIMIT 0;
