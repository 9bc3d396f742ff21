INSERT INTO meta.annotated
VALUES ($annotator_version, $done)
ON CONFLICT DO UPDATE SET arrival = excluded.arrival;
