-- The provider whose page a message is on, where the page or the source says so: its own, else that of its thread.
with messages as (

    select * from {{ ref('int_messages') }}

),

attitudes as (

    select messages.*, attitudes.provider
    from messages
    inner join {{ ref('stg_attitudes') }} as attitudes
        on messages.version_id = attitudes.version_id and attitudes.basis = 'page'

),

spellings as (

    select lower(trim(name)) as spelling, provider from {{ ref('stg_providers') }}
    union
    select provider, provider from {{ ref('stg_providers') }}
    union
    select lower(trim(provider_name)), provider from attitudes where provider_name is not null

),

spelled as (

    select messages.message_id, messages.source, messages.thread_key, messages.said_at, min(spellings.provider) as provider
    from messages
    inner join spellings on lower(trim(messages.provider_name)) = spellings.spelling
    group by all

),

threads as (

    select source, thread_key, arg_min(provider, said_at) as provider
    from (
        select source, thread_key, said_at, provider from spelled
        union all
        select source, thread_key, said_at, provider from attitudes
    )
    group by source, thread_key

)

select messages.message_id, coalesce(spelled.provider, threads.provider) as provider

from messages
left join spelled using (message_id)
left join threads on messages.source = threads.source and messages.thread_key = threads.thread_key
where coalesce(spelled.provider, threads.provider) is not null
