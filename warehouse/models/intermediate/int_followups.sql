-- What the author of a complaint says in the thread from its start on, and whether that is a recovery.
with starts as (

    select * from {{ ref('int_complaint_starts') }}

),

utterances as (

    select * from {{ ref('int_utterances') }} where role != 'company'

),

first_replies as (

    select complaint_id, min(said_at) as first_reply_at
    from {{ ref('int_replies') }}
    where complaint_id is not null
    group by complaint_id

),

said as (

    select
        starts.complaint_id,
        utterances.* replace (coalesce(attitudes.sentiment, utterances.sentiment) as sentiment),
        utterances.version_id = starts.version_id as is_start,
        starts.sentiment as first_sentiment,
        utterances.rating_share > starts.rating_share as is_rating_raised,
        coalesce(first_replies.first_reply_at <= utterances.latest_at, false)
        or list_contains(utterances.apology, 'reported')
        or list_contains(utterances.compensation, 'given')
        or list_contains(utterances.ignoring, 'denied') as is_after_act

    from starts
    inner join utterances
        on starts.source = utterances.source
            and starts.thread_key = utterances.thread_key
            and starts.author_key = utterances.author_key
            and starts.started_at <= utterances.said_at
    left join {{ ref('int_attitudes') }} as attitudes
        on utterances.version_id = attitudes.version_id and starts.provider = attitudes.provider
    left join first_replies using (complaint_id)

),

judged as (

    select
        *,
        -- One message that tells the whole story ends well; a later one says that it is solved, thanks or rates higher.
        -- Where the first tells of an act of the company too, its explicit words outweigh the tone of the whole.
        if(
            is_start,
            is_resolved and not is_leaving and (is_after_act or sentiment != 'negative'),
            is_resolved or (is_after_act and (
                (thanks_evidence_id is not null and sentiment != 'negative') or coalesce(is_rating_raised, false)
            ))
        ) as is_recovery,
        -- The names of the classes sort from negative over neutral to positive.
        not is_start and is_after_act and sentiment > first_sentiment as is_rise

    from said

)

select
    complaint_id, version_id, message_id, said_at, said_on, is_start, sentiment, channels, is_leaving,
    is_recovery, is_recovery or is_rise as is_recovery_lenient,
    if(is_recovery, coalesce(resolved_evidence_id, thanks_evidence_id), null) as recovery_evidence_id,
    leaving_evidence_id, apology_reported_evidence_id, compensation_given_evidence_id,
    list_contains(apology, 'reported') as has_apology, list_contains(compensation, 'given') as has_compensation

from judged
