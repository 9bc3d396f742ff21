-- Company messages, with those that nearly repeat three or more of the same provider to other authors.
with company as (

    select message_id from {{ ref('int_utterances') }} where is_current and role = 'company'

),

recipients as (

    select reply_id as message_id, arg_min(author_key, depth) as recipient
    from {{ ref('int_ancestors') }}
    group by reply_id

),

letters as (

    select
        company.message_id,
        copies.near_copy_of,
        coalesce(copies.near_copy_of, company.message_id) as letter,
        coalesce(recipients.recipient, company.message_id) as recipient

    from company
    left join {{ ref('int_near_copies') }} as copies using (message_id)
    left join recipients using (message_id)

)

select
    message_id,
    near_copy_of,
    count(*) over (partition by letter) - count(*) over (partition by letter, recipient) >= 3 as is_canned

from letters
