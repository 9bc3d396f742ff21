-- The candidates in the order in which they are worth a look: the least certain and the most disputed in turn.
WITH disputed AS (
    SELECT version_id, list(doubt ORDER BY doubt) AS doubts
    FROM doubts
    GROUP BY version_id
),

quoted AS (
    SELECT
        version_id,
        list(
            {'label': label, 'detail': detail, 'start': "start", 'end': "end", 'quote': quote, 'rule': rule}
            ORDER BY "start", "end", label, rule, detail
        ) AS evidence
    FROM shown
    GROUP BY version_id
),

main AS (
    SELECT attitudes.version_id, list(DISTINCT attitudes.provider ORDER BY attitudes.provider) AS providers
    FROM raw.provider_sentiments AS attitudes
    SEMI JOIN candidates
        ON attitudes.version_id = candidates.version_id
        AND attitudes.annotator_version = candidates.annotator_version
    GROUP BY attitudes.version_id
)

SELECT
    candidates.*,
    coalesce(main.providers, []) AS providers,
    coalesce(disputed.doubts, []) AS doubts,
    coalesce(quoted.evidence, []) AS evidence

FROM candidates
LEFT JOIN disputed USING (version_id)
LEFT JOIN quoted USING (version_id)
LEFT JOIN main USING (version_id)
ORDER BY
    least(
        row_number() OVER (ORDER BY margin, entropy DESC, version_id),
        if(doubts = [], NULL, row_number() OVER (ORDER BY len(doubts) DESC, margin, version_id))
    ),
    version_id
LIMIT $limit;
