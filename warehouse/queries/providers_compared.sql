-- Providers compared: share of negative messages, ranked by the shrunk share
-- Counts the rows of marts.provider_facts. The rank goes by the share drawn toward the mean of all providers (empirical
-- Bayes), never by the raw one; below 10 messages there is none.
with facts as (

    select * from marts.provider_facts
    where ($since::date is null or happened_on >= $since::date)
        and ($until::date is null or happened_on <= $until::date)

),

counts as (

    select
        provider,
        count(*) filter (where number = 'negative') as n,
        count(*) filter (where number = 'negative' and is_hit) as negative,
        count(distinct author_hash) filter (where number = 'negative') as authors,
        count(*) filter (where number = 'apologised') as complaints,
        count(*) filter (where number = 'answered_72h') as answerable,
        count(*) filter (where number = 'answered_72h' and is_hit) as answered_72h,
        count(*) filter (where number = 'apologised' and is_hit) as apologised,
        count(*) filter (where number = 'ignored' and is_hit) as ignored,
        count(*) filter (where number = 'vanished' and is_hit) as vanished

    from facts
    group by provider

),

prior as (

    select sum(negative) / sum(n) as mean, marts.prior_weight(negative, n) as weight from counts where n > 0

),

shrunk as (

    select counts.*, marts.shrunk(negative, n, prior.mean, prior.weight) as negative_shrunk
    from counts
    cross join prior

),

ranked as (

    select *, if(n >= 10, rank() over (order by n < 10, negative_shrunk), null) as place from shrunk

)

select
    place,
    provider,
    n,
    authors,
    negative,
    negative / nullif(n, 0) as negative_share,
    marts.wilson_low(negative, n) as negative_low,
    marts.wilson_high(negative, n) as negative_high,
    negative_shrunk,
    complaints,
    answerable,
    answered_72h,
    answered_72h / nullif(answerable, 0) as answered_72h_share,
    apologised,
    ignored,
    vanished,
    n >= 10 as is_drawable,
    n < 30 as is_thin

from ranked
where $provider::varchar is null or provider = $provider::varchar
order by place nulls last, negative_shrunk, provider
