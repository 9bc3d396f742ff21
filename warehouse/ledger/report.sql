-- What a load did, per kind of event, and how many versions it added.
SELECT kind, count(*) AS events
FROM new_events
GROUP BY kind
UNION ALL
SELECT 'new_versions', count(*)
FROM seen
WHERE needs_version
ORDER BY kind;
