-- Add the batch; what is kept stays as it is.
INSERT INTO raw.annotations BY NAME
SELECT * EXCLUDE (providers, mentions, evidence, text) FROM batch;

INSERT INTO raw.provider_sentiments BY NAME
SELECT version_id, annotator_version, unnest(providers, recursive := true) FROM batch
ON CONFLICT DO NOTHING;

INSERT INTO raw.mentions BY NAME
SELECT * EXCLUDE (text) FROM batch_mentions
ON CONFLICT DO NOTHING;

INSERT INTO raw.evidence BY NAME
SELECT
    md5(concat_ws(
        chr(31), version_id, annotator_version, label, "start", "end", rule, coalesce(detail, '')
    )) AS evidence_id,
    * EXCLUDE (text)
FROM batch_evidence
ON CONFLICT DO NOTHING;
