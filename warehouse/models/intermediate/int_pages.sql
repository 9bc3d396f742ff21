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

known as (

    select lower(trim(name)) as spelling, provider, true as is_catalogue from {{ ref('stg_providers') }}
    union all
    select provider, provider, true from {{ ref('stg_providers') }}
    union all
    select lower(trim(provider_name)), provider, false from attitudes where provider_name is not null

),

spellings as (

    select spelling, provider from known
    group by spelling, provider
    qualify row_number() over (
        partition by spelling order by bool_or(is_catalogue) desc, count(*) desc, provider
    ) = 1

),

spelled as (

    select messages.message_id, messages.source, messages.thread_key, messages.said_at, spellings.provider
    from messages
    inner join spellings on lower(trim(messages.provider_name)) = spellings.spelling

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
