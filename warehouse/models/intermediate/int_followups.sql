-- What the author of a complaint says in the thread from its start on, and whether that is a recovery. The labels of a
-- text are about its subject: in a case against another provider they are empty, and only the attitude counts. A text
-- without a known subject is about the case.
{%- set labels = [
    'sentiment', 'rating_share', 'apology', 'ignoring', 'compensation', 'channels', 'is_resolved', 'is_leaving',
    'resolved_evidence_id', 'thanks_evidence_id', 'leaving_evidence_id', 'apology_reported_evidence_id',
    'compensation_given_evidence_id'
] %}
with starts as (

    select starts.*, coalesce(catalogue.provider_group, provider) as provider_group
    from {{ ref('int_complaint_starts') }} as starts
    left join {{ ref('stg_providers') }} as catalogue using (provider)

),

utterances as (

    select utterances.*, coalesce(catalogue.provider_group, subjects.provider) as provider_group
    from {{ ref('int_utterances') }} as utterances
    left join {{ ref('int_subjects') }} as subjects using (version_id)
    left join {{ ref('stg_providers') }} as catalogue using (provider)
    where utterances.role != 'company'

),

first_replies as (

    select complaint_id, min(said_at) as first_reply_at
    from {{ ref('int_replies') }}
    where complaint_id is not null
    group by complaint_id

),

own as (

    select
        starts.complaint_id, starts.provider,
        starts.sentiment as first_sentiment,
        starts.rating_share as first_rating_share,
        utterances.version_id = starts.version_id as is_start,
        utterances.* replace (
            {%- for label in labels %}
            if(utterances.provider_group != starts.provider_group, null, utterances.{{ label }})
                as {{ label }}{{ ',' if not loop.last }}
            {%- endfor %}
        )

    from starts
    inner join utterances
        on starts.source = utterances.source
            and starts.thread_key = utterances.thread_key
            and starts.author_key = utterances.author_key
            and starts.started_at <= utterances.said_at

),

said as (

    select
        own.* replace (coalesce(attitudes.sentiment, own.sentiment) as sentiment),
        own.rating_share > own.first_rating_share as is_rating_raised,
        coalesce(first_replies.first_reply_at <= own.latest_at, false)
        or coalesce(list_contains(own.apology, 'reported'), false)
        or coalesce(list_contains(own.compensation, 'given'), false)
        or coalesce(list_contains(own.ignoring, 'denied'), false) as is_after_act

    from own
    left join {{ ref('int_attitudes') }} as attitudes using (version_id, provider)
    left join first_replies using (complaint_id)

),

judged as (

    select
        *,
        -- One message that tells the whole story ends well; a later one says that it is solved, thanks or rates higher.
        -- Where the first tells of an act of the company too, its explicit words outweigh the tone of the whole.
        coalesce(if(
            is_start,
            is_resolved and not is_leaving and (is_after_act or sentiment != 'negative'),
            is_resolved or (is_after_act and (
                (thanks_evidence_id is not null and sentiment != 'negative') or is_rating_raised
            ))
        ), false) as is_recovery,
        -- The names of the classes sort from negative over neutral to positive.
        coalesce(not is_start and is_after_act and sentiment > first_sentiment, false) as is_rise

    from said

)

select
    complaint_id, version_id, message_id, said_at, said_on, is_start, sentiment, channels, is_leaving,
    is_recovery, is_recovery or is_rise as is_recovery_lenient,
    if(is_recovery, coalesce(resolved_evidence_id, thanks_evidence_id), null) as recovery_evidence_id,
    leaving_evidence_id, apology_reported_evidence_id, compensation_given_evidence_id,
    list_contains(apology, 'reported') as has_apology, list_contains(compensation, 'given') as has_compensation

from judged
