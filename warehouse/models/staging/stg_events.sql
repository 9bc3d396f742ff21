with source as (

    select * from {{ source('raw', 'message_events') }}

),

renamed as (

    select
        event_id,
        case when message_key is not null then {{ key(['source', 'message_key']) }} end as message_id,
        version_id,
        crawl_id,
        source,
        thread_key,
        message_key,
        kind,
        evidence as grade,
        observed_at,
        last_seen_at,
        first_missing_at

    from source

)

select * from renamed
