with source as (

    select * from {{ source('raw', 'message_versions') }}

),

renamed as (

    select
        version_id,
        {{ key(['source', 'message_key']) }} as message_id,
        source,
        thread_key,
        message_key,
        parent_key,
        crawl_id,
        version_number,

        url,
        kind,
        author_hash,
        coalesce(author_hash, message_key) as author_key,
        author_badge,
        provider_name,
        state,
        content_hash,
        title,
        text,
        concat_ws(chr(10), nullif(title, ''), text) as full_text,
        likes,
        rating,
        rating_max,

        published_precision,
        published_at,
        observed_at

    from source

)

select * from renamed
