-- What was said about each provider, before any share is made of it.
with mentions as (

    select * from {{ ref('mentions') }}

),

messages as (

    select * from {{ ref('messages') }}

),

complaints as (

    select * from {{ ref('complaints') }}

),

said as (

    select
        mentions.provider,
        count(distinct mentions.source) as source_count,
        count(*) filter (where is_counted) as message_count,
        count(distinct mentions.author_hash) filter (where is_counted) as author_count,
        min(mentions.said_at) filter (where is_counted) as first_said_at,
        max(mentions.said_at) filter (where is_counted) as last_said_at,
        min(mentions.said_on) filter (where is_counted) as first_said_on,
        count(*) filter (where mentions.role = 'company') as company_message_count,
        count(*) filter (where messages.is_canned) as canned_count

    from mentions
    inner join messages using (message_id)
    group by mentions.provider

),

complained as (

    select
        provider,
        count(*) as complaint_count,
        count(*) filter (where outcome in ('pending', 'no_channel')) as pending_count,
        count(*) filter (where is_ignored_7d) as ignored_7d_count,
        count(*) filter (where is_ignored_30d) as ignored_30d_count,
        -- Later than 7 days counts as never, so that the answered alone do not make the median.
        median(if(is_answered_7d, hours_to_reply, 'infinity'::double)) filter (where is_answered_7d is not null)
            as median_hours_to_reply

    from complaints
    where is_counted
    group by provider

)

select
    provider,
    {%- for column in ['source', 'message', 'author', 'company_message', 'canned', 'complaint', 'pending',
        'ignored_7d', 'ignored_30d'] %}
    coalesce({{ column }}_count, 0) as {{ column }}_count,
    {%- endfor %}
    said.first_said_at,
    said.last_said_at,
    said.first_said_on,
    if(isfinite(median_hours_to_reply), median_hours_to_reply, null) as median_hours_to_reply

from said
full join complained using (provider)
