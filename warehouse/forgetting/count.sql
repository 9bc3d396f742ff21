SELECT
    (SELECT count(DISTINCT (source, message_key)) FROM chosen) AS messages,
    (SELECT count(*) FROM chosen) AS versions,
    (SELECT list(DISTINCT source ORDER BY source) FROM (
        SELECT source FROM chosen
        UNION ALL
        SELECT unnest($elsewhere::VARCHAR[])
    )) AS sources;
