-- The annotators' evidence less what people contradict, and the words by which people know better: those that they
-- marked, else the whole text. The rule of these is `person`.
with corrections as (

    select * from {{ ref('int_corrections') }}

),

found as (

    select
        evidence.*,
        split_part(label, '.', 1) as family,
        label || coalesce('/' || detail, '') as act

    from {{ ref('stg_evidence') }} as evidence

),

kept as (

    select found.* exclude (family, act)
    from found
    left join corrections using (version_id)
    where corrections.version_id is null or not coalesce(
        (list_contains(fields, family) and not list_has_any(acts, [label, act]))
        or (list_contains(fields, family) and list_contains(list_transform(spans, lambda one: one.label), label))
        or (label = 'company_voice' and corrections.role != 'company'),
        false
    )

),

acts as (

    select version_id, split_part(act, '/', 1) as label, nullif(split_part(act, '/', 2), '') as detail
    from (select version_id, unnest(acts) as act from corrections)

),

marked as (

    select version_id, unnest(spans, recursive := true) from corrections

),

shown as (

    select acts.*, marked."start", marked."end", kept.version_id is not null as is_known
    from acts
    left join marked using (version_id, label)
    left join kept
        on acts.version_id = kept.version_id
            and acts.label = kept.label
            and coalesce(acts.detail = kept.detail, acts.detail is null)

),

said as (

    select distinct
        version_id, label, detail, coalesce("start", 0) as "start", coalesce("end", length(full_text)) as "end", full_text
    from shown
    inner join {{ ref('stg_versions') }} using (version_id)
    where not is_known

)

select * from kept
union all by name
select
    {{ key(['version_id', "'person'", 'label', 'detail', '"start"::varchar', '"end"::varchar']) }} as evidence_id,
    version_id, label, detail, substr(full_text, "start" + 1, "end" - "start") as quote, 'person' as rule, "start", "end"
from said
