with source as (

    select * from {{ source('raw', 'provider_sentiments') }}

),

newest as (

    select version_id, annotator_version from {{ ref('stg_annotations') }}

),

renamed as (

    select
        version_id,
        source.provider,
        source.basis,
        source.sentiment,
        source.negative as negative_score,
        source.neutral as neutral_score,
        source.positive as positive_score

    from source
    inner join newest using (version_id, annotator_version)

)

select * from renamed
