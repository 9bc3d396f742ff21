-- The one provider that the labels of a text are about: the page's, else the first named, else that of the
-- thread's first message.
with utterances as (

    select * from {{ ref('int_utterances') }}

),

pages as (

    select * from {{ ref('int_pages') }}

),

first_named as (

    select version_id, arg_min(provider, "start") as provider from {{ ref('stg_mentions') }} group by version_id

),

threads as (

    select utterances.source, utterances.thread_key, first_named.provider
    from utterances
    left join first_named using (version_id)
    qualify row_number() over (
        partition by utterances.source, utterances.thread_key
        order by utterances.parent_key is not null, utterances.said_at, utterances.message_key, utterances.edit_number
    ) = 1

),

subjects as (

    select
        utterances.version_id,
        coalesce(pages.provider, first_named.provider, threads.provider) as provider,
        case
            when pages.provider is not null then 'page'
            when first_named.provider is not null then 'named'
            else 'thread'
        end as basis

    from utterances
    left join pages using (message_id)
    left join first_named using (version_id)
    left join threads on utterances.source = threads.source and utterances.thread_key = threads.thread_key

)

select * from subjects
where provider is not null
