-- The last word of people on each label of a text. It holds for every version of the message that has the same text:
-- a version that only has another parent or rating says nothing new.
{%- set fields = [
    'role', 'sentiment', 'apology', 'ignoring', 'ignoring_kinds', 'compensation', 'is_resolved', 'is_leaving'
] %}
with corrections as (

    select * from {{ ref('stg_corrections') }}

),

versions as (

    select version_id, message_id, content_hash, full_text from {{ ref('stg_versions') }}

),

meant as (

    select corrections.* replace (same.version_id as version_id)
    from corrections
    inner join versions as judged using (version_id)
    inner join versions as same
        on judged.message_id = same.message_id
            and judged.content_hash = same.content_hash
            and judged.full_text = same.full_text

),

standing as (

    select
        version_id,
        arg_max(spans, (corrected_at, arrival)) filter (where len(spans) > 0) as spans,
        {%- for field in fields %}
        arg_max({{ field }}, (corrected_at, arrival)) as {{ field }},
        {%- endfor %}
        list_filter([
            {%- for field in fields %}
            if(count({{ field }}) > 0, '{{ field | replace('is_', '') }}', null){{ ',' if not loop.last }}
            {%- endfor %}
        ], lambda field: field is not null) as fields

    from meant
    group by version_id

)

select
    *,
    -- Each act that people found, as the label of its evidence: apology.given, ignoring.claimed/no_reply, leaving.
    list_concat(
        list_transform(apology, lambda one: 'apology.' || one),
        list_transform(compensation, lambda one: 'compensation.' || one),
        list_transform(list_filter(ignoring, lambda one: one != 'claimed'), lambda one: 'ignoring.' || one),
        case
            when not coalesce(list_contains(ignoring, 'claimed'), false) then []
            when coalesce(len(ignoring_kinds), 0) = 0 then ['ignoring.claimed']
            else list_transform(ignoring_kinds, lambda kind: 'ignoring.claimed/' || kind)
        end,
        if(is_resolved, ['resolved'], []),
        if(is_leaving, ['leaving'], [])
    ) as acts

from standing
