with attitudes as (

    select * from {{ ref('int_attitudes') }}

),

messages as (

    select * from {{ ref('messages') }}

),

places as (

    select
        version_id,
        provider,
        count(*) as mention_count,
        min("start") as "start",
        arg_min("end", "start") as "end",
        arg_min(quote, "start") as quote,
        arg_min(rule, "start") as rule

    from {{ ref('stg_mentions') }}
    group by version_id, provider

)

select
    {{ key(['message_id', 'attitudes.provider']) }} as mention_id,
    message_id,
    attitudes.provider,
    attitudes.basis,
    attitudes.is_main,
    attitudes.sentiment,
    attitudes.negative_score,
    attitudes.neutral_score,
    attitudes.positive_score,
    coalesce(places.mention_count, 0) as mention_count,
    places."start",
    places."end",
    places.quote,
    places.rule,
    messages.role,
    messages.said_at,
    messages.said_on,
    messages.source,
    messages.thread_key,
    messages.author_hash,
    messages.role = 'customer' and messages.duplicate_of is null as is_counted

from attitudes
inner join messages using (message_id, version_id)
left join places on attitudes.version_id = places.version_id and attitudes.provider = places.provider
