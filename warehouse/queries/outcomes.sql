-- How complaints ended: the cases of each provider by outcome
-- Counts the rows of marts.complaints with is_counted.
select
    complaints.provider,
    any_value(providers.name) as name,
    complaints.outcome,
    count(*) as n,
    sum(count(*)) over (partition by complaints.provider)::bigint as complaint_count

from marts.complaints as complaints
inner join marts.providers as providers using (provider)
where complaints.is_counted
    and ($provider::varchar is null or complaints.provider = $provider::varchar)
    and ($since::date is null or complaints.started_on >= $since::date)
    and ($until::date is null or complaints.started_on <= $until::date)
group by complaints.provider, complaints.outcome
order by complaints.provider, n desc, complaints.outcome
