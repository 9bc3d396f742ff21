-- Acts that a person found, or took away, and whose evidence in the marts says otherwise.
with acts as (

    select corrections.version_id, unnest(corrections.acts) as act
    from {{ ref('int_corrections') }} as corrections
    semi join {{ ref('int_utterances') }} using (version_id)

),

shown as (

    select version_id, label, label || coalesce('/' || detail, '') as act, split_part(label, '.', 1) as family
    from {{ ref('evidence') }}

)

select acts.version_id, acts.act from acts
anti join (select version_id, act from shown union all select version_id, label from shown) as shown
    using (version_id, act)
union all
select shown.version_id, shown.act
from shown
inner join {{ ref('int_corrections') }} as corrections using (version_id)
where list_contains(corrections.fields, shown.family) and not list_has_any(corrections.acts, [shown.label, shown.act])
