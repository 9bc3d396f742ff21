-- What people said of texts after reading them. Rows are only ever added: of several words on the same labels of a
-- text the last one counts. A label that is NULL was not judged.
CREATE TABLE raw.corrections (
    correction_id VARCHAR PRIMARY KEY,   -- md5 of version_id, corrected_by, origin and what was said
    arrival BIGINT NOT NULL,             -- the order in which corrections came in
    version_id VARCHAR NOT NULL,
    annotator_version VARCHAR,           -- whose labels the person was shown, where the file says it
    corrected_by VARCHAR NOT NULL,
    corrected_at TIMESTAMPTZ NOT NULL,   -- as the file says, else when it was taken in
    taken_in_at TIMESTAMPTZ NOT NULL,
    origin VARCHAR NOT NULL,             -- the file (its sha256) or the annotation in it: what comes again is known by it
    role VARCHAR CHECK (role IN ('customer', 'company', 'other')),
    sentiment VARCHAR CHECK (sentiment IN ('negative', 'neutral', 'positive')),
    apology VARCHAR[],
    ignoring VARCHAR[],
    ignoring_kinds VARCHAR[],
    compensation VARCHAR[],
    resolved BOOLEAN,
    leaving BOOLEAN,
    spans STRUCT(label VARCHAR, "start" INTEGER, "end" INTEGER)[] NOT NULL  -- places only, in the offsets of raw.evidence
);
