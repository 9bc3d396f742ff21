-- Labels with the first piece of evidence of each: the newest annotator's, and people's where somebody judged.
{%- set labels = [
    'apology.given', 'apology.reported', 'ignoring.claimed', 'ignoring.denied', 'compensation.given',
    'resolved', 'thanks', 'leaving', 'deflection'
] %}
with annotations as (

    select * from {{ ref('stg_annotations') }}

),

corrections as (

    select * from {{ ref('int_corrections') }}

),

corrected as (

    select
        annotations.* replace (
            {%- for field in ['role', 'sentiment', 'apology', 'ignoring', 'compensation', 'is_resolved', 'is_leaving'] %}
            coalesce(corrections.{{ field }}, annotations.{{ field }}) as {{ field }},
            {%- endfor %}
            if(
                list_contains(coalesce(corrections.ignoring, annotations.ignoring), 'claimed')
                or corrections.ignoring is null,
                coalesce(corrections.ignoring_kinds, annotations.ignoring_kinds),
                []
            ) as ignoring_kinds,
            {%- for sentiment in ['negative', 'neutral', 'positive'] %}
            coalesce(
                (corrections.sentiment = '{{ sentiment }}')::double, annotations.{{ sentiment }}_score
            ) as {{ sentiment }}_score{{ ',' if not loop.last }}
            {%- endfor %}
        ),
        coalesce(corrections.fields, []) as corrected_fields

    from annotations
    left join corrections using (version_id)

),

quotes as (

    select
        version_id,
        {%- for label in labels %}
        arg_min(evidence_id, "start") filter (where label = '{{ label }}')
            as {{ label | replace('.', '_') }}_evidence_id,
        {%- endfor %}
        list(distinct detail order by detail) filter (where label = 'channel' and detail is not null) as channels

    from {{ ref('int_evidence') }}
    group by version_id

)

select
    corrected.*,
    quotes.* exclude (version_id, channels),
    coalesce(quotes.channels, []) as channels

from corrected
left join quotes using (version_id)
