-- Corrections as they were read from a file, with the text that each one judges, less those that came before.
CREATE OR REPLACE TEMP TABLE incoming_corrections AS
SELECT
    md5(concat_ws(
        chr(31), version_id, corrected_by, origin, to_json((
            role, sentiment, apology, ignoring, ignoring_kinds, compensation, resolved, leaving, spans
        ))
    )) AS correction_id,
    *
FROM read_json(
    $path,
    format = 'newline_delimited',
    maximum_object_size = 67108864,
    columns = {
        line: 'BIGINT', place: 'VARCHAR', version_id: 'VARCHAR', annotator_version: 'VARCHAR',
        corrected_by: 'VARCHAR', corrected_at: 'TIMESTAMPTZ', origin: 'VARCHAR', role: 'VARCHAR',
        sentiment: 'VARCHAR', apology: 'VARCHAR[]', ignoring: 'VARCHAR[]', ignoring_kinds: 'VARCHAR[]',
        compensation: 'VARCHAR[]', resolved: 'BOOLEAN', leaving: 'BOOLEAN',
        spans: 'STRUCT(label VARCHAR, "start" INTEGER, "end" INTEGER)[]'
    }
);

CREATE OR REPLACE TEMP TABLE new_corrections AS
SELECT
    incoming.* REPLACE (if(trim(versions.title || versions.text) = '', [], incoming.spans) AS spans),
    if(versions.title = '', versions.text, versions.title || chr(10) || versions.text) AS text
FROM incoming_corrections AS incoming
LEFT JOIN raw.message_versions AS versions ON incoming.version_id = versions.version_id
ANTI JOIN raw.corrections AS kept ON incoming.correction_id = kept.correction_id
QUALIFY row_number() OVER (PARTITION BY incoming.correction_id ORDER BY line) = 1;
