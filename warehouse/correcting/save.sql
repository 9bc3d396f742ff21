-- Add what is new. What repeats the last word on its text, by the same person, says nothing new.
INSERT INTO raw.corrections BY NAME
WITH last_words AS (
    SELECT * FROM raw.corrections
    QUALIFY row_number() OVER (PARTITION BY version_id ORDER BY corrected_at DESC, arrival DESC) = 1
)

SELECT
    coalesce((SELECT max(arrival) FROM raw.corrections), 0) + row_number() OVER (ORDER BY line) AS arrival,
    $taken_in_at::TIMESTAMPTZ AS taken_in_at,
    new_corrections.* EXCLUDE (line, place, text)
FROM new_corrections
ANTI JOIN last_words
    ON new_corrections.version_id = last_words.version_id
    AND new_corrections.corrected_by = last_words.corrected_by
    AND (
        new_corrections.role, new_corrections.sentiment, new_corrections.apology, new_corrections.ignoring,
        new_corrections.ignoring_kinds, new_corrections.compensation, new_corrections.resolved,
        new_corrections.leaving, new_corrections.spans
    ) IS NOT DISTINCT FROM (
        last_words.role, last_words.sentiment, last_words.apology, last_words.ignoring,
        last_words.ignoring_kinds, last_words.compensation, last_words.resolved, last_words.leaving,
        last_words.spans
    )
RETURNING correction_id;
