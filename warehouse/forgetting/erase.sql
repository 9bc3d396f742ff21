-- Erase texts, addresses and quotes; rows, labels and hashes stay, so that counts and the ledger go on.
INSERT INTO meta.forgotten
SELECT NULL AS source, NULL AS message_key, $author AS author_hash, now() AS forgotten_at
WHERE $author IS NOT NULL
UNION ALL
SELECT unnest($sources::VARCHAR[]), $message, NULL, now()
WHERE $author IS NULL;

UPDATE raw.message_versions
SET title = '', text = '', url = '', raw = NULL
FROM chosen
WHERE message_versions.version_id = chosen.version_id;

UPDATE raw.probes
SET url = ''
FROM chosen
WHERE probes.source = chosen.source AND probes.message_key = chosen.message_key;

UPDATE raw.mentions
SET quote = ''
FROM chosen
WHERE mentions.version_id = chosen.version_id;

UPDATE raw.evidence
SET quote = '', detail = NULL
FROM chosen
WHERE evidence.version_id = chosen.version_id;

UPDATE raw.corrections
SET spans = []
FROM chosen
WHERE corrections.version_id = chosen.version_id;
