-- Who stands above each company message in its thread, the nearest first.
with recursive messages as (

    select message_id, source, thread_key, message_key, parent_key, author_key from {{ ref('int_messages') }}

),

voices as (

    select message_id, provider, role = 'company' as is_company, role = 'customer' as is_customer
    from {{ ref('int_utterances') }}
    left join {{ ref('int_subjects') }} using (version_id)
    where is_current

),

climb as (

    select message_id as reply_id, source, parent_key, null::varchar as message_id, 0 as depth
    from messages
    inner join voices using (message_id)
    where is_company

    union all

    select climb.reply_id, messages.source, messages.parent_key, messages.message_id, climb.depth + 1
    from climb
    inner join messages on climb.source = messages.source and climb.parent_key = messages.message_key
    where climb.depth < 100  -- a site's mistake may close a circle

)

select
    climb.reply_id,
    climb.depth,
    messages.source,
    messages.thread_key,
    messages.author_key,
    messages.parent_key is null as is_root,
    coalesce(voices.is_customer, false) as is_customer

from climb
inner join messages using (message_id)
left join voices using (message_id)
where climb.depth > 0
