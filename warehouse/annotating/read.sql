-- A batch of annotations as it was written down, less those that are kept already and those of erased texts.
CREATE OR REPLACE TEMP TABLE incoming AS
SELECT *
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
)
QUALIFY row_number() OVER (PARTITION BY version_id, annotator_version) = 1;

-- First where the versions are, then their texts: a join by number reads only the part of the table that has them.
CREATE OR REPLACE TEMP TABLE places AS
SELECT version_id, arrival
FROM raw.message_versions
SEMI JOIN incoming USING (version_id);

CREATE OR REPLACE TEMP TABLE texts AS
SELECT places.version_id, versions.title, versions.text
FROM raw.message_versions AS versions
INNER JOIN places ON versions.arrival = places.arrival;

CREATE OR REPLACE TEMP TABLE batch AS
SELECT incoming.*, if(texts.title = '', texts.text, texts.title || chr(10) || texts.text) AS text
FROM incoming
LEFT JOIN texts ON incoming.version_id = texts.version_id
ANTI JOIN raw.annotations AS kept
    ON incoming.version_id = kept.version_id AND incoming.annotator_version = kept.annotator_version
WHERE texts.version_id IS NULL OR trim(texts.title || texts.text) <> '';

CREATE OR REPLACE TEMP TABLE batch_mentions AS
SELECT version_id, annotator_version, text, unnest(mentions, recursive := true) FROM batch;

CREATE OR REPLACE TEMP TABLE batch_evidence AS
SELECT version_id, annotator_version, text, unnest(evidence, recursive := true) FROM batch;
