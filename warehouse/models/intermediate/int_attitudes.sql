-- Every provider that a text is about: those it names, else its subject. A review is about its page's provider, too,
-- whomever it names for comparison; a company speaks for its subject alone.
with utterances as (

    select * from {{ ref('int_utterances') }}

),

subjects as (

    select * from {{ ref('int_subjects') }}

),

attitudes as (

    select * from {{ ref('stg_attitudes') }}

),

named as (

    select utterances.version_id, attitudes.provider, 'named' as basis
    from utterances
    inner join attitudes on utterances.version_id = attitudes.version_id and attitudes.basis = 'named'
    where utterances.role != 'company'

),

whole as (

    select utterances.version_id, subjects.provider, subjects.basis
    from utterances
    inner join subjects using (version_id)
    where utterances.role = 'company'
        or (utterances.kind = 'review' and subjects.basis = 'page')
        or utterances.version_id not in (select version_id from named)

),

chosen as (

    select * from (select * from named union all select * from whole)
    qualify row_number() over (partition by version_id, provider order by basis) = 1  -- named sorts before page

)

select
    chosen.version_id,
    utterances.message_id,
    chosen.provider,
    chosen.basis,
    coalesce(chosen.provider = subjects.provider, false) as is_main,
    -- What a person says of the attitude is said of the main provider.
    {%- set is_corrected = "chosen.provider = subjects.provider and list_contains(utterances.corrected_fields, 'sentiment')" %}
    {%- for column in ['sentiment', 'negative_score', 'neutral_score', 'positive_score'] %}
    coalesce(if({{ is_corrected }}, null, attitudes.{{ column }}), utterances.{{ column }})
        as {{ column }}{{ ',' if not loop.last }}
    {%- endfor %}

from chosen
inner join utterances using (version_id)
left join subjects using (version_id)
left join attitudes on chosen.version_id = attitudes.version_id and chosen.provider = attitudes.provider
