-- Everything known of a complaint on one row, before it is judged.
with starts as (

    select * from {{ ref('int_complaint_starts') }}

),

visits as (

    select source, thread_key, max(visited_at) as last_complete_visit_at
    from {{ ref('stg_visits') }}
    where status = 'complete' and window_from is null  -- a window may have slid past a reply
    group by source, thread_key

),

channels as (

    select distinct source, provider, true as has_channel from {{ ref('int_replies') }} where provider is not null

),

replies as (

    select
        complaint_id,
        count(*) as reply_count,
        count(*) filter (where is_substantive) as substantive_reply_count,
        arg_min(message_id, (said_at, message_id)) as first_reply_id,
        min(said_at) as first_reply_at,
        min(hours_after) as hours_to_reply,
        arg_min(apology_given_evidence_id, said_at) as apology_given_evidence_id,
        arg_min(compensation_given_evidence_id, said_at) as compensation_promised_evidence_id,
        bool_or(has_apology) as has_apology_given,
        bool_or(has_compensation) as has_compensation_promised

    from {{ ref('int_replies') }}
    where complaint_id is not null
    group by complaint_id

),

sayings as (

    select
        complaint_id,
        list_sort(list_distinct(flatten(list(channels)))) as channels,
        count(*) filter (where not is_start) as later_count,
        max(said_at) as last_said_at,
        arg_max(sentiment, (said_at, not is_start)) as last_sentiment,
        bool_or(has_apology) as has_apology_reported,
        bool_or(has_compensation) as has_compensation_confirmed,
        arg_min(apology_reported_evidence_id, said_at) as apology_reported_evidence_id,
        arg_min(compensation_given_evidence_id, said_at) as compensation_confirmed_evidence_id,
        bool_or(is_leaving) as is_leaving,
        arg_min(leaving_evidence_id, said_at) as leaving_evidence_id,
        bool_or(is_recovery) as is_recovered,
        bool_or(is_recovery_lenient) as is_recovered_lenient,
        min(said_at) filter (where is_recovery) as recovered_at,
        arg_min(said_on, said_at) filter (where is_recovery) as recovered_on,
        arg_min(version_id, said_at) filter (where is_recovery) as recovery_version_id,
        arg_min(recovery_evidence_id, said_at) filter (where is_recovery) as recovery_evidence_id

    from {{ ref('int_followups') }}
    group by complaint_id

)

select
    starts.*,
    visits.last_complete_visit_at,
    epoch(visits.last_complete_visit_at - starts.started_by_then_at) / 3600 as observed_hours,
    coalesce(channels.has_channel, false) as has_channel,
    replies.* exclude (complaint_id),
    sayings.* exclude (complaint_id)

from starts
left join visits using (source, thread_key)
left join channels using (source, provider)
left join replies using (complaint_id)
left join sayings using (complaint_id)
