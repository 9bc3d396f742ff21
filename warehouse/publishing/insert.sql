INSERT INTO meta.publications
SELECT
    (SELECT coalesce(max(publication), 0) + 1 FROM meta.publications) AS publication,
    $run AS run,
    now() AS published_at,
    (SELECT count(*) FROM raw.crawls) AS crawls,
    (SELECT count(DISTINCT (source, message_key)) FROM raw.message_versions) AS messages,
    (SELECT count(*) FROM raw.annotations) AS annotations
RETURNING publication, run, published_at, crawls, messages, annotations;
