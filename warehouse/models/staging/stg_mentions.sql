with source as (

    select * from {{ source('raw', 'mentions') }}

),

newest as (

    select version_id, annotator_version from {{ ref('stg_annotations') }}

),

renamed as (

    select
        version_id,
        source.provider,
        source.quote,
        source.rule,
        source."start",
        source."end"

    from source
    inner join newest using (version_id, annotator_version)

)

select * from renamed
