-- What changed since last week: the 7 days up to the last visit (or --until) against the 7 days before them
-- Shares count the rows of marts.provider_facts of that number; the numbers without a share are plain counts of what
-- happened. is_clear: the two Wilson intervals do not overlap. A week ends before its last moment, so that midnight counts
-- once, and just after the last visit, which often notices what vanished.
with clock as (

    select coalesce($until::date + interval 1 day, max(last_visited_at) + interval 1 microsecond) as ends_at
    from marts.coverage

),

happened as (

    select provider, number, is_hit, happened_at, true as is_share from marts.provider_facts
    where number in ('negative', 'positive', 'answered_72h', 'apologised')
    union all
    select provider, 'complaints', true, started_at, false from marts.complaints where is_counted
    union all
    select provider, 'company messages', true, said_at, false from marts.mentions where role = 'company'
    union all
    select provider, 'recoveries', true, recovered_at, false from marts.complaints where is_counted and is_recovered
    union all
    select provider, 'vanished messages', true, first_missing_at, false from marts.vanished
    where kind in ('deleted', 'removed_inferred')

),

weeks as (

    select
        happened.*,
        if(happened_at >= ends_at - interval 7 day, 'last', 'before') as week

    from happened
    inner join clock
        on happened_at >= ends_at - interval 14 day and happened_at < ends_at
    where ($provider::varchar is null or provider = $provider::varchar)
        and ($since::date is null or happened_at >= $since::date)

),

counts as (

    select
        provider,
        number,
        is_share,
        count(*) filter (where week = 'last') as n,
        count(*) filter (where week = 'last' and is_hit) as hits,
        count(*) filter (where week = 'before') as n_before,
        count(*) filter (where week = 'before' and is_hit) as hits_before

    from weeks
    group by provider, number, is_share

)

select
    provider,
    number,
    hits as last_week,
    hits_before as week_before,
    hits - hits_before as change,
    if(is_share, n, null) as n,
    if(is_share, hits / nullif(n, 0), null) as share,
    if(is_share, n_before, null) as n_before,
    if(is_share, hits_before / nullif(n_before, 0), null) as share_before,
    if(is_share, coalesce(
        marts.wilson_low(hits, n) > marts.wilson_high(hits_before, n_before)
        or marts.wilson_high(hits, n) < marts.wilson_low(hits_before, n_before), false
    ), null) as is_clear,
    if(is_share, n < 10 or n_before < 10, null) as is_too_thin

from counts
order by provider, is_share desc, number
