-- Crawls: threads planned, read whole, in part, blocked, gone; what was new, edited, missing
select
    source,
    started_at,
    engine,
    status,
    reason,
    visits_planned,
    visits_complete,
    visits_partial,
    visits_failed,
    visits_gone,
    complete_share,
    message_count,
    new_count,
    edited_count,
    missing_count,
    deleted_count,
    removed_inferred_count,
    hidden_by_moderation_count,
    restored_count,
    gone_thread_count,
    crawl_id

from marts.coverage
where ($since::date is null or started_at >= $since::date)
    and ($until::date is null or started_at < $until::date + interval 1 day)
order by started_at desc, source
