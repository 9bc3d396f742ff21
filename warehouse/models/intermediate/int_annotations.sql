-- Annotations with the first piece of evidence of each label.
{%- set labels = [
    'apology.given', 'apology.reported', 'ignoring.claimed', 'ignoring.denied', 'compensation.given',
    'resolved', 'thanks', 'leaving', 'deflection'
] %}
with annotations as (

    select * from {{ ref('stg_annotations') }}

),

quotes as (

    select
        version_id,
        {%- for label in labels %}
        arg_min(evidence_id, "start") filter (where label = '{{ label }}')
            as {{ label | replace('.', '_') }}_evidence_id,
        {%- endfor %}
        list(distinct detail order by detail) filter (where label = 'channel' and detail is not null) as channels

    from {{ ref('stg_evidence') }}
    group by version_id

)

select
    annotations.*,
    quotes.* exclude (version_id, channels),
    coalesce(quotes.channels, []) as channels

from annotations
left join quotes using (version_id)
