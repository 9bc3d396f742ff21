-- Complaints answered and ignored: within 24 h, 72 h, 7 days, by week of the complaint
-- Counts the rows of marts.provider_facts. A complaint counts only when its thread was completely visited that long after
-- it; ignored are those without any company message until the last complete visit, 72 h after or later.
with facts as (

    select provider, week_on, number, is_hit
    from marts.provider_facts
    where number in ('answered_24h', 'answered_72h', 'answered_7d', 'ignored')
        and ($provider::varchar is null or provider = $provider::varchar)
        and ($since::date is null or happened_on >= $since::date)
        and ($until::date is null or happened_on <= $until::date)

),

counts as (

    select provider, week_on, number, count(*) as n, count(*) filter (where is_hit) as hits
    from facts
    group by grouping sets ((provider, number), (provider, week_on, number))

)

select
    provider,
    week_on,  -- empty: the whole time
    number,
    n,
    hits,
    hits / n as share,
    marts.wilson_low(hits, n) as low,
    marts.wilson_high(hits, n) as high,
    n >= 10 as is_drawable,
    n < 30 as is_thin

from counts
order by provider, number, week_on nulls first
