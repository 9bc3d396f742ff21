{%- set numbers = [
    'negative', 'positive', 'answered_24h', 'answered_72h', 'answered_7d', 'ignored', 'deflected',
    'apologised', 'compensated', 'recovered', 'recovered_lenient', 'vanished'
] %}
with totals as (

    select * from {{ ref('int_provider_totals') }}

),

catalogue as (

    select * from {{ ref('stg_providers') }}

),

counts as (

    select
        provider,
        {{- fact_counts(numbers) }}

    from {{ ref('provider_facts') }}
    group by provider

),

prior as (

    select
        sum(negative_count) / sum(negative_n) as mean,
        marts.prior_weight(negative_count, negative_n) as weight

    from counts
    where negative_n > 0

),

shrunk as (

    select counts.*, marts.shrunk(negative_count, negative_n, prior.mean, prior.weight) as negative_shrunk
    from counts
    cross join prior

)

select
    provider,
    coalesce(catalogue.name, provider) as name,
    catalogue.parent,
    totals.* exclude (provider),
    shrunk.negative_shrunk,
    if(shrunk.negative_n >= 10, rank() over (order by shrunk.negative_n < 10, shrunk.negative_shrunk), null) as rank,
    coalesce(shrunk.negative_n >= 10, false) as is_drawable,
    coalesce(shrunk.negative_n < 30, true) as is_thin,
    {{- fact_shares(numbers) }}

from totals
left join catalogue using (provider)
left join shrunk using (provider)
