-- Which complaints a company message answers: those of the nearest ancestor who has one; else, when no customer but
-- the thread's first stands above it, the earlier ones in the thread. Each complaint takes the first ten of the
-- latter kind, so that a thread of thousands does not multiply.
with starts as (

    select starts.*, coalesce(catalogue.provider_group, provider) as provider_group
    from {{ ref('int_complaint_starts') }} as starts
    left join {{ ref('stg_providers') }} as catalogue using (provider)

),

ancestors as (

    select * from {{ ref('int_ancestors') }}

),

company as (

    select utterances.*, coalesce(catalogue.provider_group, subjects.provider) as provider_group
    from {{ ref('int_utterances') }} as utterances
    inner join {{ ref('int_subjects') }} as subjects using (version_id)
    left join {{ ref('stg_providers') }} as catalogue using (provider)
    where utterances.is_current and utterances.role = 'company'

),

by_parent as (

    select company.message_id, starts.complaint_id, 'parent' as link
    from company
    inner join ancestors on company.message_id = ancestors.reply_id
    inner join starts
        on ancestors.source = starts.source
            and ancestors.thread_key = starts.thread_key
            and ancestors.author_key = starts.author_key
            and company.provider_group = starts.provider_group
            and company.latest_at >= starts.started_at
    qualify rank() over (partition by company.message_id order by ancestors.depth) = 1

),

to_all as (

    select company.*, row_number() over (
        partition by source, thread_key, provider_group order by latest_at, message_key
    ) as place

    from company
    anti join by_parent using (message_id)
    anti join ancestors
        on company.message_id = ancestors.reply_id
            and ancestors.is_customer
            and (not ancestors.is_root or company.kind = 'reply')

),

-- An asof join takes any one of the messages of a moment, and has to take the first.
firsts as (

    select source, thread_key, provider_group, latest_at, min(place) as place
    from to_all
    group by source, thread_key, provider_group, latest_at

),

next_to_all as (

    select starts.complaint_id, starts.source, starts.thread_key, starts.provider_group, firsts.place
    from starts
    asof inner join firsts
        on starts.source = firsts.source
            and starts.thread_key = firsts.thread_key
            and starts.provider_group = firsts.provider_group
            and starts.started_at <= firsts.latest_at

),

by_thread as (

    select to_all.message_id, next_to_all.complaint_id, 'thread' as link
    from to_all
    inner join next_to_all using (source, thread_key, provider_group)
    where to_all.place between next_to_all.place and next_to_all.place + 9

)

select * from by_parent union select * from by_thread
