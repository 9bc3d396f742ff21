-- Every label that a person judged, each time that somebody did, beside what the newest annotator says.
{%- set fields = {
    'role': 'role', 'sentiment': 'sentiment', 'resolved': 'is_resolved::varchar', 'leaving': 'is_leaving::varchar'
} %}
{%- for field in ['apology', 'ignoring', 'ignoring_kinds', 'compensation'] %}
    {%- do fields.update({field: "array_to_string(list_sort(" ~ field ~ "), ', ')"}) %}
{%- endfor %}
with said as (
    {%- for field, column in fields.items() %}
    select
        correction_id, version_id, '{{ field }}' as field, {{ column }} as label,
        corrected_by, corrected_at, arrival

    from {{ ref('stg_corrections') }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}

),

annotated as (
    {%- for field, column in fields.items() %}
    select version_id, '{{ field }}' as field, {{ column }} as label
    from {{ ref('stg_annotations') }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}

),

versions as (

    select version_id, message_id, content_hash, full_text from {{ ref('stg_versions') }}

)

select
    {{ key(['correction_id', 'field']) }} as judgement_id,
    said.correction_id,
    versions.message_id,
    version_id,
    field,
    annotated.label as annotator_label,
    said.label as person_label,
    annotated.label is not null and annotated.label != said.label as is_changed,
    row_number() over (
        partition by versions.message_id, versions.content_hash, versions.full_text, field
        order by said.corrected_at desc, said.arrival desc
    ) = 1 as is_standing,
    said.corrected_by,
    said.corrected_at

from said
inner join versions using (version_id)
left join annotated using (version_id, field)
where said.label is not null
