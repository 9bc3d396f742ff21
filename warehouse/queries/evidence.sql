-- The evidence behind every number: each message or complaint that it counts, with the quote or the event
-- The denominator of a share in marts.providers is the rows of that number, its numerator those with is_hit.
select
    facts.provider,
    facts.number,
    facts.is_hit,
    facts.happened_at,
    facts.happened_on,
    facts.source,
    messages.url,
    facts.author_hash,
    left(coalesce(nullif(messages.text, ''), messages.title), 300) as said,
    evidence.quote,
    evidence.label,
    evidence.rule,
    coalesce(
        left(answers.text, 300),
        concat_ws(' ', vanished.kind, vanished.grade, vanished.first_missing_at::varchar)
    ) as proof,
    facts.message_id,
    facts.complaint_id,
    facts.evidence_id

from marts.provider_facts as facts
inner join marts.messages as messages using (message_id)
left join marts.evidence as evidence on facts.evidence_id = evidence.evidence_id
left join marts.messages as answers on facts.proof_id = answers.message_id
left join marts.vanished as vanished
    on facts.proof_id = vanished.event_id and facts.message_id = vanished.message_id
where ($provider::varchar is null or facts.provider = $provider::varchar)
    and ($since::date is null or facts.happened_on >= $since::date)
    and ($until::date is null or facts.happened_on <= $until::date)
order by facts.provider, facts.number, facts.is_hit desc, facts.happened_at, facts.fact_id
