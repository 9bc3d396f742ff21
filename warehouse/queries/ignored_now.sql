-- Complaints ignored now, oldest first
-- Rows of marts.complaints with outcome ignored; the wait is from the latest moment that the complaint can have been
-- made to the last complete visit of its thread.
select
    complaints.provider,
    complaints.started_at,
    complaints.started_on,
    complaints.observed_hours / 24 as days_waiting,
    complaints.is_ignored_7d,
    complaints.is_ignored_30d,
    complaints.has_channel,
    complaints.channels,
    complaints.source,
    complaints.url,
    complaints.author_hash,
    left(coalesce(nullif(messages.text, ''), messages.title), 300) as said,
    complaints.last_complete_visit_at,
    complaints.complaint_id

from marts.complaints as complaints
inner join marts.messages as messages using (message_id)
where complaints.outcome = 'ignored'
    and complaints.is_counted
    and ($provider::varchar is null or complaints.provider = $provider::varchar)
    and ($since::date is null or complaints.started_on >= $since::date)
    and ($until::date is null or complaints.started_on <= $until::date)
order by complaints.started_at, complaints.complaint_id
