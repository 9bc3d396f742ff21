-- The annotator and the provider catalogue that it goes by.
INSERT INTO raw.annotators VALUES ($annotator_version, $registered_at::TIMESTAMPTZ)
ON CONFLICT DO NOTHING;

INSERT INTO raw.providers
SELECT $annotator_version, unnest($slugs::VARCHAR[]), unnest($names::VARCHAR[]), unnest($parents::VARCHAR[])
ON CONFLICT DO NOTHING;
