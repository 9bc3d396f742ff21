with source as (

    select * from {{ source('raw', 'crawls') }}

),

renamed as (

    select
        crawl_id,
        source,
        engine,
        status,
        reason,
        messages as message_count,
        visits as visit_count,
        started_at,
        finished_at

    from source

)

select * from renamed
