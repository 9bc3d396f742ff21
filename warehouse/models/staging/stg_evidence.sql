with source as (

    select * from {{ source('raw', 'evidence') }}

),

newest as (

    select version_id, annotator_version from {{ ref('stg_annotations') }}

),

renamed as (

    select
        source.evidence_id,
        version_id,
        annotator_version,
        source.label,
        source.detail,
        source.quote,
        source.rule,
        source."start",
        source."end"

    from source
    inner join newest using (version_id, annotator_version)

)

select * from renamed
