-- Corrections: what people said of labels, beside what the annotator says; who, when, and whether it still stands
select
    corrections.corrected_at,
    corrections.corrected_by,
    corrections.field,
    corrections.annotator_label,
    corrections.person_label,
    corrections.is_changed,
    corrections.is_standing,
    messages.provider,
    messages.source,
    left(coalesce(nullif(messages.text, ''), messages.title), 300) as said,
    corrections.message_id,
    corrections.version_id,
    corrections.correction_id

from marts.corrections as corrections
inner join marts.messages as messages using (message_id)
where ($provider::varchar is null or messages.provider = $provider::varchar)
    and ($since::date is null or corrections.corrected_at >= $since::date)
    and ($until::date is null or corrections.corrected_at < $until::date + interval 1 day)
order by corrections.corrected_at desc, corrections.correction_id, corrections.field
