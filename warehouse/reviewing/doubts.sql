-- What speaks against the labels of a candidate, a row for each reason.
CREATE OR REPLACE TEMP TABLE shown AS
SELECT evidence.*, candidates.role, candidates.sentiment
FROM raw.evidence AS evidence
INNER JOIN candidates
    ON evidence.version_id = candidates.version_id AND evidence.annotator_version = candidates.annotator_version
WHERE NOT starts_with(evidence.label, 'sentiment.');

CREATE OR REPLACE TEMP TABLE doubts AS
SELECT version_id, 'the model alone says ' || label AS doubt
FROM shown
WHERE rule = 'model'
UNION
SELECT version_id, label || ' by a rule, positive by the model'
FROM shown
WHERE
    rule <> 'model' AND role <> 'company' AND sentiment = 'positive'
    AND label IN ('ignoring.claimed', 'apology.withheld', 'compensation.withheld', 'leaving')
UNION
SELECT version_id, label || ' by a rule, negative by the model'
FROM shown
WHERE
    rule <> 'model' AND role <> 'company' AND sentiment = 'negative'
    AND label IN ('ignoring.denied', 'compensation.given', 'resolved', 'thanks')
UNION
SELECT version_id, 'a rating of ' || round(100 * rating_share)::INTEGER || ' %, ' || sentiment || ' by the model'
FROM candidates
WHERE (rating_share <= 0.4 AND sentiment = 'positive') OR (rating_share >= 0.8 AND sentiment = 'negative')
UNION
SELECT version_id, 'annotators differ in ' || unnest(list_filter([
    if(others.role <> candidates.role, 'role', NULL),
    if(others.sentiment <> candidates.sentiment, 'sentiment', NULL),
    if(list_sort(others.apology) <> list_sort(candidates.apology), 'apology', NULL),
    if(list_sort(others.ignoring) <> list_sort(candidates.ignoring), 'ignoring', NULL),
    if(list_sort(others.compensation) <> list_sort(candidates.compensation), 'compensation', NULL),
    if(others.resolved <> candidates.resolved, 'resolved', NULL),
    if(others.leaving <> candidates.leaving, 'leaving', NULL)
], lambda field: field IS NOT NULL))
FROM raw.annotations AS others
INNER JOIN candidates USING (version_id);
