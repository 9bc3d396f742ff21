-- Every version keeps the annotations of all annotators; from here on only those of the newest that read it count.
with source as (

    select * from {{ source('raw', 'annotations') }}

),

annotators as (

    select * from {{ source('raw', 'annotators') }}

),

newest as (

    select
        source.version_id,
        annotator_version,

        source.role,
        source.sentiment,
        source.apology,
        source.ignoring,
        source.ignoring_kinds,
        source.compensation,

        source.negative as negative_score,
        source.neutral as neutral_score,
        source.positive as positive_score,

        source.resolved as is_resolved,
        source.leaving as is_leaving

    from source
    left join annotators using (annotator_version)
    qualify row_number() over (
        partition by source.version_id
        order by annotators.registered_at desc nulls last, annotator_version desc
    ) = 1

)

select * from newest
