with steps as (

    select * from {{ ref('int_complaint_steps') }}

),

fates as (

    select * from {{ ref('int_fates') }} where kind in ('deleted', 'removed_inferred')

),

copies as (

    select * from {{ ref('int_near_copies') }}

),

judged as (

    select
        *,
        reply_count > 0 as is_replied,
        case
            when fates.message_id is not null then 'vanished'
            when is_recovered then 'recovered'
            when substantive_reply_count > 0 then 'replied_unresolved'
            when reply_count > 0 then 'deflected'
            when observed_hours >= 72 then 'ignored'
            when not has_channel then 'no_channel'
            else 'pending'
        end as outcome

    from (select * replace (
        coalesce(reply_count, 0) as reply_count,
        coalesce(substantive_reply_count, 0) as substantive_reply_count,
        coalesce(is_recovered, false) as is_recovered
    ) from steps) as steps
    left join fates using (message_id)

)

select
    complaint_id, message_id, judged.version_id, provider, basis, source, thread_key, url, author_hash,
    started_by, sentiment, started_at, started_on, started_precision, started_by_then_at, start_evidence_id,
    coalesce(channels, []) as channels,
    last_complete_visit_at, observed_hours, has_channel,
    reply_count, substantive_reply_count, first_reply_id, first_reply_at, hours_to_reply,
    {%- for name, hours in [('24h', 24), ('72h', 72), ('7d', 168)] %}
    if(observed_hours >= {{ hours }}, coalesce(hours_to_reply <= {{ hours }}, false), null) as is_answered_{{ name }},
    {%- endfor %}
    {%- for name, hours in [('72h', 72), ('7d', 168), ('30d', 720)] %}
    if(observed_hours >= {{ hours }}, outcome = 'ignored', null) as is_ignored_{{ name }},
    {%- endfor %}
    {{ both('has_apology_given', 'given', 'has_apology_reported', 'reported') }} as apology,
    apology_given_evidence_id, apology_reported_evidence_id,
    {{ both('has_compensation_promised', 'promised', 'has_compensation_confirmed', 'confirmed') }} as compensation,
    compensation_promised_evidence_id, compensation_confirmed_evidence_id,
    coalesce(later_count, 0) as later_count, last_said_at, last_sentiment,
    coalesce(is_leaving, false) as is_leaving, leaving_evidence_id,
    is_recovered, coalesce(is_recovered_lenient, is_recovered) as is_recovered_lenient,
    recovered_at, recovered_on, recovery_version_id, recovery_evidence_id,
    outcome = 'vanished' as is_vanished,
    kind as vanish_kind, grade as vanish_grade, event_id as vanish_event_id,
    last_seen_at as vanished_after_at, first_missing_at as vanished_by_at,
    outcome,
    case
        when apology is not null and compensation is not null then 'apology_and_compensation'
        when apology is not null then 'apology'
        when reply_count > 0 or compensation is not null then 'reply'
        else 'silence'
    end as treatment,
    copies.near_copy_of as duplicate_of,
    copies.near_copy_of is null as is_counted

from judged
left join copies using (message_id)
