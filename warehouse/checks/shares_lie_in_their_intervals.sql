-- Shares outside of their own interval, or numerators above their denominator.
select provider, number, hits, n
from (
    select provider, number, count(*) as n, count(*) filter (where is_hit) as hits
    from {{ ref('provider_facts') }}
    group by provider, number
)
where not coalesce(
    hits <= n
    and marts.wilson_low(hits, n) <= hits / n + 1e-9
    and marts.wilson_high(hits, n) >= hits / n - 1e-9,
    false
)
