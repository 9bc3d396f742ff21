with fates as (

    select * from {{ ref('int_fates') }}

),

messages as (

    select * from {{ ref('messages') }}

),

complaints as (

    select message_id, list(complaint_id order by complaint_id) as complaint_ids
    from {{ ref('complaints') }}
    group by message_id

),

vanished as (

    select
        fates.*,
        messages.source, messages.thread_key, messages.provider, messages.role, messages.author_hash,
        messages.said_at, messages.url, messages.text,
        coalesce(complaints.complaint_ids, []) as complaint_ids

    from fates
    inner join messages using (message_id)
    left join complaints using (message_id)

)

select
    {{ key(['event_id', 'message_id']) }} as vanished_id,
    event_id, source, thread_key, message_id, complaint_ids, provider, kind, grade,
    last_seen_at, first_missing_at, observed_at, role, author_hash, said_at, url, text

from vanished
