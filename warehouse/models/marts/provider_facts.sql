with mentions as (

    select * from {{ ref('mentions') }} where is_counted

),

complaints as (

    select * from {{ ref('complaints') }} where is_counted

),

facts as (
    {% for sentiment in ['negative', 'positive'] %}
    select
        '{{ sentiment }}' as number, provider, mention_id as unit_id, sentiment = '{{ sentiment }}' as is_hit, message_id,
        null as complaint_id, author_hash, source, said_at as happened_at, said_on as happened_on, null as evidence_id, null as proof_id
    from mentions
    union all
    {%- endfor %}
    {%- for number, is_hit, is_in, evidence_id, proof_id in [
        ('answered_24h', 'is_answered_24h', 'is_answered_24h is not null', 'null', 'first_reply_id'),
        ('answered_72h', 'is_answered_72h', 'is_answered_72h is not null', 'null', 'first_reply_id'),
        ('answered_7d', 'is_answered_7d', 'is_answered_7d is not null', 'null', 'first_reply_id'),
        ('ignored', 'is_ignored_72h', 'is_ignored_72h is not null', 'start_evidence_id', 'null'),
        ('deflected', 'substantive_reply_count = 0', 'reply_count > 0', 'null', 'first_reply_id'),
        ('apologised', 'apology is not null', 'true',
            'coalesce(apology_given_evidence_id, apology_reported_evidence_id)', 'null'),
        ('compensated', 'compensation is not null', 'true',
            'coalesce(compensation_promised_evidence_id, compensation_confirmed_evidence_id)', 'null'),
        ('recovered', 'is_recovered', 'true', 'recovery_evidence_id', 'null'),
        ('recovered_lenient', 'is_recovered_lenient', 'true', 'recovery_evidence_id', 'null'),
        ('vanished', 'is_vanished', 'true', 'null', 'vanish_event_id'),
    ] %}
    select
        '{{ number }}', provider, complaint_id, {{ is_hit }}, message_id,
        complaint_id, author_hash, source, started_at, started_on, {{ evidence_id }}, {{ proof_id }}
    from complaints
    where {{ is_in }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}

)

select
    concat_ws('-', number, unit_id) as fact_id,
    provider,
    number,
    is_hit,
    message_id,
    complaint_id,
    author_hash,
    source,
    happened_at,
    happened_on,
    date_trunc('week', happened_on)::date as week_on,
    if(is_hit, evidence_id, null) as evidence_id,
    if(is_hit, proof_id, null) as proof_id

from facts
