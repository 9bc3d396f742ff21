{%- set numbers = ['negative', 'positive', 'answered_72h', 'ignored', 'apologised', 'recovered', 'vanished'] %}
{%- set visits = ['planned', 'complete', 'partial', 'failed', 'gone'] %}
with facts as (

    select * from {{ ref('provider_facts') }}

),

counts as (

    select
        provider,
        week_on,
        count(distinct author_hash) filter (where number = 'negative') as author_count,
        count(*) filter (where number = 'apologised') as complaint_count,
        {{- fact_counts(numbers) }}

    from facts
    group by provider, week_on

),

sources as (

    select distinct provider, source from facts

),

coverage as (

    select
        sources.provider,
        coverage.week_on,
        {%- for name in visits %}
        sum(coverage.visits_{{ name }}) as visits_{{ name }},
        {%- endfor %}
        sum(coverage.visits_complete) / nullif(sum(coverage.visits_planned), 0) as complete_share,
        list(distinct source order by source) filter (where coverage.visits_complete > 0) as visited

    from {{ ref('coverage') }} as coverage
    inner join sources using (source)
    group by all

),

changes as (

    select
        *,
        coalesce(
            visited is distinct from lag(visited) over weeks
            or abs(complete_share - lag(complete_share) over weeks) > 0.2,
            false
        ) and row_number() over weeks > 1 as is_changed

    from coverage
    where visits_planned > 0
    window weeks as (partition by provider order by week_on)

),

-- A change in a week without messages parts the points before and after it, too.
stretches as (

    select counts.provider, counts.week_on, coalesce(stretches.stretch, 0) as stretch
    from counts
    asof left join (
        select provider, week_on, count_if(is_changed) over (partition by provider order by week_on) as stretch
        from changes
    ) as stretches
        on counts.provider = stretches.provider and counts.week_on >= stretches.week_on

)

select
    {{ key(['provider', 'week_on::varchar']) }} as provider_week_id,
    provider,
    providers.name,
    week_on,
    counts.negative_n as message_count,
    counts.author_count,
    counts.complaint_count,
    {%- for name in visits %}
    coalesce(changes.visits_{{ name }}, 0)::bigint as visits_{{ name }},
    {%- endfor %}
    stretch > lag(stretch, 1, stretch) over (partition by provider order by week_on) as is_coverage_changed,
    negative_n >= 10 as is_drawable,
    negative_n < 30 as is_thin,
    {{- fact_shares(numbers) }}

from counts
inner join (select provider, name from {{ ref('providers') }}) as providers using (provider)
inner join stretches using (provider, week_on)
left join changes using (provider, week_on)
