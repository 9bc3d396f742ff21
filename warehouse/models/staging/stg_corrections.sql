with source as (

    select * from {{ source('raw', 'corrections') }}

),

renamed as (

    select
        correction_id,
        version_id,
        annotator_version,
        arrival,

        corrected_by,
        role,
        sentiment,
        apology,
        ignoring,
        ignoring_kinds,
        compensation,
        spans,

        resolved as is_resolved,
        leaving as is_leaving,

        corrected_at,
        taken_in_at

    from source

)

select * from renamed
