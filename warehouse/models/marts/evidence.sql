with evidence as (

    select * from {{ ref('int_evidence') }}

),

utterances as (

    select * from {{ ref('int_utterances') }}

),

subjects as (

    select * from {{ ref('int_subjects') }}

)

select
    evidence.evidence_id,
    utterances.message_id,
    version_id,
    evidence.annotator_version,
    evidence.label,
    evidence.detail,
    evidence.quote,
    evidence."start",
    evidence."end",
    evidence.rule,
    utterances.role,
    subjects.provider,
    utterances.source,
    utterances.thread_key,
    utterances.url,
    utterances.said_at,
    utterances.is_current

from evidence
inner join utterances using (version_id)
left join subjects using (version_id)
