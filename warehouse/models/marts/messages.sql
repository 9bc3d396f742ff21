with messages as (

    select * from {{ ref('int_messages') }}

),

utterances as (

    select * from {{ ref('int_utterances') }} where is_current

),

subjects as (

    select version_id, provider, basis as provider_basis from {{ ref('int_subjects') }}

),

fates as (

    select message_id, kind as gone_kind from {{ ref('int_fates') }}

),

letters as (

    select message_id, is_canned from {{ ref('int_form_letters') }}

),

copies as (

    select * from {{ ref('int_near_copies') }}

)

select
    message_id, messages.source, messages.thread_key, messages.message_key, messages.parent_key,
    messages.url, messages.kind, messages.author_hash, messages.author_badge,
    messages.published_at, messages.published_precision, messages.said_at, messages.said_on, messages.first_seen_at,
    messages.rating, messages.rating_max, messages.title, messages.text, messages.likes,
    messages.version_id,
    coalesce(utterances.edit_number, 0) as edit_count,
    messages.state,
    fates.gone_kind,
    coalesce(fates.gone_kind in ('deleted', 'removed_inferred'), false) as is_vanished,

    utterances.annotator_version, utterances.role, utterances.sentiment,
    utterances.negative_score, utterances.neutral_score, utterances.positive_score,
    utterances.apology, utterances.ignoring, utterances.ignoring_kinds, utterances.compensation,
    utterances.is_resolved, utterances.is_leaving,
    coalesce(utterances.corrected_fields, []) as corrected_fields,
    utterances.thanks_evidence_id is not null as has_thanks,
    utterances.deflection_evidence_id is not null as has_deflection,

    coalesce(letters.is_canned, false) as is_canned,
    if(utterances.role = 'company', copies.near_copy_of, null) as near_copy_of,
    if(utterances.role = 'company', null, copies.near_copy_of) as duplicate_of,
    subjects.provider,
    subjects.provider_basis

from messages
left join utterances using (message_id)
left join subjects on utterances.version_id = subjects.version_id
left join fates using (message_id)
left join letters using (message_id)
left join copies using (message_id)
