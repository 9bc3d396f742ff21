-- The first text in a thread by which an author complains of a provider: negative toward it, or claims to be ignored.
with utterances as (

    select * from {{ ref('int_utterances') }} where role = 'customer'

),

complaints as (

    select version_id, provider, basis, sentiment, sentiment = 'negative' as is_negative, false as is_ignoring
    from {{ ref('int_attitudes') }}
    where sentiment = 'negative'

    union all

    select
        subjects.version_id, subjects.provider, subjects.basis,
        coalesce(attitudes.sentiment, utterances.sentiment), false, true
    from {{ ref('int_subjects') }} as subjects
    inner join utterances using (version_id)
    left join {{ ref('int_attitudes') }} as attitudes using (version_id, provider)
    where list_contains(utterances.ignoring, 'claimed')

),

reasons as (

    select
        version_id,
        provider,
        min(basis) as basis,
        min(sentiment) as sentiment,  -- negative sorts first
        case
            when bool_or(is_negative) and bool_or(is_ignoring) then 'both'
            when bool_or(is_negative) then 'negative'
            else 'ignoring'
        end as started_by

    from complaints
    group by version_id, provider

),

starts as (

    select reasons.provider, reasons.basis, reasons.sentiment, reasons.started_by, utterances.* exclude (sentiment)
    from reasons
    inner join utterances using (version_id)
    qualify row_number() over (
        partition by utterances.source, utterances.thread_key, utterances.author_key, reasons.provider
        order by utterances.said_at, utterances.parent_key is not null, utterances.message_key, utterances.edit_number
    ) = 1

)

select
    {{ key(['message_id', 'provider']) }} as complaint_id,
    message_id, version_id, provider, basis, source, thread_key, url, author_key, author_hash,
    started_by, sentiment, rating_share, is_resolved,
    said_at as started_at,
    said_on as started_on,
    latest_at as started_by_then_at,
    published_precision as started_precision,
    -- Of a case that its mood alone starts, the text may claim that another provider ignores.
    if(started_by != 'negative', ignoring_claimed_evidence_id, null) as start_evidence_id

from starts
