with source as (

    select * from {{ source('raw', 'providers') }}

),

annotators as (

    select * from {{ source('raw', 'annotators') }}

),

newest as (

    select
        source.provider,
        source.name,
        source.parent,
        coalesce(source.parent, source.provider) as provider_group

    from source
    inner join annotators using (annotator_version)
    qualify row_number() over (
        partition by source.provider
        order by annotators.registered_at desc, annotator_version desc
    ) = 1

)

select * from newest
