-- A batch of annotations as it was written down, less those that are kept already and those of erased texts.
CREATE OR REPLACE TEMP TABLE batch AS
SELECT
    incoming.*,
    if(versions.title = '', versions.text, versions.title || chr(10) || versions.text) AS text
FROM read_json(
    $path,
    format = 'newline_delimited',
    maximum_object_size = 67108864,
    columns = {
        version_id: 'VARCHAR', annotator_version: 'VARCHAR', role: 'VARCHAR', sentiment: 'VARCHAR',
        negative: 'DOUBLE', neutral: 'DOUBLE', positive: 'DOUBLE',
        apology: 'VARCHAR[]', ignoring: 'VARCHAR[]', ignoring_kinds: 'VARCHAR[]', compensation: 'VARCHAR[]',
        resolved: 'BOOLEAN', leaving: 'BOOLEAN',
        providers: 'STRUCT(provider VARCHAR, basis VARCHAR, sentiment VARCHAR, negative DOUBLE, neutral DOUBLE, positive DOUBLE)[]',
        mentions: 'STRUCT(provider VARCHAR, "start" INTEGER, "end" INTEGER, quote VARCHAR, rule VARCHAR)[]',
        evidence: 'STRUCT(label VARCHAR, detail VARCHAR, "start" INTEGER, "end" INTEGER, quote VARCHAR, rule VARCHAR)[]'
    }
) AS incoming
LEFT JOIN raw.message_versions AS versions ON incoming.version_id = versions.version_id
ANTI JOIN raw.annotations AS kept
    ON incoming.version_id = kept.version_id AND incoming.annotator_version = kept.annotator_version
WHERE versions.version_id IS NULL OR trim(versions.title || versions.text) <> ''
QUALIFY row_number() OVER (PARTITION BY incoming.version_id, incoming.annotator_version) = 1;

CREATE OR REPLACE TEMP TABLE batch_mentions AS
SELECT version_id, annotator_version, text, unnest(mentions, recursive := true) FROM batch;

CREATE OR REPLACE TEMP TABLE batch_evidence AS
SELECT version_id, annotator_version, text, unnest(evidence, recursive := true) FROM batch;
