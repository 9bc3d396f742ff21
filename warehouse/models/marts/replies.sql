with replies as (

    select * from {{ ref('int_replies') }}

)

select
    reply_id,
    message_id,
    complaint_id,
    link,
    provider,
    source,
    thread_key,
    url,
    author_badge,
    said_at,
    hours_after,
    complaint_id is not null
        and row_number() over (partition by complaint_id order by said_at, message_id) = 1 as is_first,
    has_apology,
    has_compensation,
    is_deflection,
    is_canned,
    near_copy_of,
    is_substantive,
    text

from replies
