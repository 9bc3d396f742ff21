-- Case files: each complaint with its steps, in the words of the people, fullest first
-- One row of marts.complaints with is_counted; the quotes are rows of marts.evidence.
select
    complaints.provider,
    providers.name,
    complaints.outcome,
    complaints.started_at,
    complaints.started_on,
    left(coalesce(nullif(messages.text, ''), messages.title), 300) as said,
    complaints.channels,
    ignoring.quote as ignoring_quote,
    complaints.first_reply_at,
    replies.said_on as first_reply_on,
    complaints.hours_to_reply,
    left(replies.text, 300) as reply_said,
    given.quote as apology_given_quote,
    reported.quote as apology_reported_quote,
    promised.quote as compensation_promised_quote,
    confirmed.quote as compensation_confirmed_quote,
    complaints.recovered_at,
    complaints.recovered_on,
    recovery.quote as recovery_quote,
    complaints.url,
    complaints.complaint_id

from marts.complaints as complaints
inner join marts.providers as providers using (provider)
inner join marts.messages as messages using (message_id)
left join marts.messages as replies on complaints.first_reply_id = replies.message_id
left join marts.evidence as ignoring on complaints.start_evidence_id = ignoring.evidence_id
left join marts.evidence as given on complaints.apology_given_evidence_id = given.evidence_id
left join marts.evidence as reported on complaints.apology_reported_evidence_id = reported.evidence_id
left join marts.evidence as promised on complaints.compensation_promised_evidence_id = promised.evidence_id
left join marts.evidence as confirmed on complaints.compensation_confirmed_evidence_id = confirmed.evidence_id
left join marts.evidence as recovery on complaints.recovery_evidence_id = recovery.evidence_id
where complaints.is_counted
    and ($provider::varchar is null or complaints.provider = $provider::varchar)
    and ($since::date is null or complaints.started_on >= $since::date)
    and ($until::date is null or complaints.started_on <= $until::date)
order by
    complaints.outcome = 'recovered' desc,
    (ignoring.quote is not null)::int + (given.quote is not null)::int + (reported.quote is not null)::int
    + (promised.quote is not null)::int + (confirmed.quote is not null)::int
    + (recovery.quote is not null)::int + (complaints.first_reply_at is not null)::int desc,
    complaints.started_at, complaints.complaint_id
