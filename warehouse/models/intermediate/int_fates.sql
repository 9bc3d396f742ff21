-- Messages that are away now, with the event that decided it: the last of their absences, unless it was seen again, or a
-- moderator turns out to hold it.
with events as (

    select * from {{ ref('stg_events') }}

),

visits as (

    select * from {{ ref('stg_visits') }}

),

messages as (

    select * from {{ ref('int_messages') }}

),

own as (

    select * from events
    where message_id is not null and kind in (
        'deleted', 'removed_inferred', 'hidden_with_parent', 'hidden_by_moderation', 'restored'
    )
    qualify row_number() over (
        partition by message_id order by observed_at desc, kind = 'restored' desc, event_id
    ) = 1

),

threads as (

    select events.* from events
    anti join visits
        on events.source = visits.source
            and events.thread_key = visits.thread_key
            and visits.status in ('complete', 'partial')
            and visits.visited_at > events.observed_at
    where events.kind = 'thread_gone'
    qualify row_number() over (partition by events.source, events.thread_key order by events.observed_at desc) = 1

),

away as (

    select event_id, message_id, kind, grade, last_seen_at, first_missing_at, observed_at
    from own
    where kind not in ('restored', 'hidden_by_moderation')

    union all

    select
        threads.event_id, messages.message_id, threads.kind, threads.grade, threads.last_seen_at,
        threads.first_missing_at, threads.observed_at
    from threads
    inner join messages using (source, thread_key)

)

select * from away
qualify row_number() over (partition by message_id order by kind = 'thread_gone', observed_at desc) = 1
