-- Apologies and compensations, and what followed: share recovered after each (association, not cause)
-- Counts the rows of marts.complaints with is_counted whose outcome can be told (neither pending nor no_channel).
with complaints as (

    select * from marts.complaints
    where is_counted
        and outcome not in ('pending', 'no_channel')
        and ($provider::varchar is null or provider = $provider::varchar)
        and ($since::date is null or started_on >= $since::date)
        and ($until::date is null or started_on <= $until::date)

),

counts as (

    select
        provider,
        treatment,
        count(*) as n,
        count(*) filter (where is_recovered) as recovered,
        count(*) filter (where is_recovered_lenient) as recovered_lenient,
        count(*) filter (where is_leaving) as leaving,
        count(*) filter (where apology in ('given', 'both')) as apology_given,
        count(*) filter (where apology in ('reported', 'both')) as apology_reported,
        count(*) filter (where compensation is not null) as compensated

    from complaints
    group by grouping sets ((treatment), (provider, treatment))

)

select
    provider,  -- empty: all providers
    treatment,
    n,
    recovered,
    recovered / n as recovered_share,
    marts.wilson_low(recovered, n) as recovered_low,
    marts.wilson_high(recovered, n) as recovered_high,
    recovered_lenient,
    leaving,
    apology_given,
    apology_reported,
    compensated,
    n >= 10 as is_drawable,
    n < 30 as is_thin

from counts
order by provider nulls first, treatment
