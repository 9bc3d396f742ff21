-- The order in which versions came into the warehouse, and how far each annotator has read in it: what is still to
-- annotate is found without looking at all that is done.
ALTER TABLE raw.message_versions ADD COLUMN arrival BIGINT;

CREATE TABLE meta.annotated (
    annotator_version VARCHAR PRIMARY KEY,
    arrival BIGINT NOT NULL              -- up to here nothing waits
);

-- Reposts that were known when a text was forgotten: without the text nobody could tell them any more.
CREATE TABLE meta.reposts (
    source VARCHAR NOT NULL,
    message_key VARCHAR NOT NULL,
    first_source VARCHAR NOT NULL,
    first_message_key VARCHAR NOT NULL,
    PRIMARY KEY (source, message_key)
);
