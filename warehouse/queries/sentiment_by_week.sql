-- Sentiment toward each provider by week, with n and Wilson 95 % intervals
-- Counts the rows of marts.provider_facts with number = 'negative' or 'positive'; n is 0 in a week in which complaints
-- started by edits alone. No point is drawn where is_drawable is false (n < 10), it is greyed where is_thin (n < 30),
-- and the line breaks where is_coverage_changed.
select
    provider,
    week_on,
    negative_n as n,
    author_count as authors,
    negative_count,
    negative_share,
    negative_low,
    negative_high,
    positive_count,
    positive_share,
    positive_low,
    positive_high,
    is_drawable,
    is_thin,
    visits_planned,
    visits_complete,
    visits_partial,
    visits_failed,
    is_coverage_changed

from marts.provider_weeks
where ($provider::varchar is null or provider = $provider::varchar)
    and ($since::date is null or week_on >= date_trunc('week', $since::date))
    and ($until::date is null or week_on <= $until::date)
order by provider, week_on
