with source as (

    select * from {{ source('raw', 'thread_visits') }}

),

renamed as (

    select
        crawl_id,
        source,
        thread_key,
        status,
        reason,
        visited_at,
        window_from,
        window_to

    from source

)

select * from renamed
