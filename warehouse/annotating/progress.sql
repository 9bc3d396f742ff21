-- How far this annotator has read, and how far there is to read.
SELECT
    coalesce((SELECT arrival FROM meta.annotated WHERE annotator_version = $annotator_version), 0) AS done,
    coalesce((SELECT max(arrival) FROM raw.message_versions), 0) AS newest;
