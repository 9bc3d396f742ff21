-- Messages that are away now, with the grade of the evidence and the interval in which they went
-- It never says who removed them. Grade A: the source says so, B: a probe, C: absence from complete visits only.
select
    provider,
    kind,
    grade,
    last_seen_at,
    first_missing_at,
    role,
    len(complaint_ids) > 0 as is_complaint,
    said_at,
    source,
    url,
    author_hash,
    left(text, 300) as said,
    message_id

from marts.vanished
where ($provider::varchar is null or provider = $provider::varchar)
    and ($since::date is null or first_missing_at >= $since::date)
    and ($until::date is null or first_missing_at < $until::date + interval 1 day)
order by first_missing_at desc, source, message_id
