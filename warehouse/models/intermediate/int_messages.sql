with versions as (

    select *, state = 'alive' and ({{ is_readable() }}) as is_readable from {{ ref('stg_versions') }}

),

messages as (

    select
        message_id,
        any_value(source) as source,
        any_value(message_key) as message_key,
        first(thread_key order by version_number desc) as thread_key,
        first(parent_key order by version_number) as parent_key,  -- whom the author answered, wherever the site moved it
        arg_max(version_id, version_number) filter (where is_readable) as version_id,

        arg_max(url, version_number) as url,
        arg_max(kind, version_number) as kind,
        arg_max(state, version_number) as state,
        arg_max(author_hash, version_number) as author_hash,
        coalesce(arg_max(author_hash, version_number), any_value(message_key)) as author_key,
        arg_max(author_badge, version_number) as author_badge,
        arg_max(provider_name, version_number) as provider_name,
        coalesce(arg_max(title, version_number) filter (where is_readable), '') as title,
        coalesce(arg_max(text, version_number) filter (where is_readable), '') as text,
        arg_max(likes, version_number) as likes,
        arg_max(rating, version_number) as rating,
        arg_max(rating_max, version_number) as rating_max,

        arg_min(published_at, version_number) as published_at,
        coalesce(arg_min(published_precision, version_number) filter (where published_at is not null), 'unknown')
            as published_precision,
        min(observed_at) as first_seen_at

    from versions
    group by message_id

),

dated as (

    select
        *,
        coalesce(published_at, first_seen_at) as said_at,
        {{ latest_moment('published_at', 'published_precision', 'first_seen_at') }} as latest_at,
        {{ day_of('coalesce(published_at, first_seen_at)', 'published_precision') }} as said_on

    from messages

)

select * from dated
