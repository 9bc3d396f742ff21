INSERT INTO raw.crawls BY NAME
SELECT
    $crawl_id AS crawl_id,
    $source AS source,
    $engine AS engine,
    $extractor_version AS extractor_version,
    $started_at AS started_at,
    $finished_at AS finished_at,
    $status AS status,
    $reason AS reason,
    $hides_subtrees AS hides_subtrees,
    $messages AS messages,
    $visits AS visits,
    $probes AS probes,
    $infers_removals AS infers_removals,
    $robots AS robots,
    $stats AS stats;
