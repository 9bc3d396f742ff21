with crawls as (

    select * from {{ ref('stg_crawls') }}

),

visits as (

    select
        crawl_id,
        count(*) as visits_planned,
        max(visited_at) as last_visited_at,
        {%- for status in ['complete', 'partial', 'failed', 'gone'] %}
        count(*) filter (where status = '{{ status }}') as visits_{{ status }}{{ ',' if not loop.last }}
        {%- endfor %}

    from {{ ref('stg_visits') }}
    group by crawl_id

),

events as (

    select
        crawl_id,
        count(*) filter (where kind = 'appeared') as new_count,
        count(*) filter (where kind = 'edited') as edited_count,
        count(*) filter (where kind = 'missing') as missing_count,
        count(*) filter (where kind = 'deleted') as deleted_count,
        count(*) filter (where kind = 'removed_inferred') as removed_inferred_count,
        count(*) filter (where kind = 'hidden_by_moderation') as hidden_by_moderation_count,
        count(*) filter (where kind = 'restored') as restored_count,
        count(*) filter (where kind = 'thread_gone') as gone_thread_count

    from {{ ref('stg_events') }}
    group by crawl_id

)

select
    crawl_id,
    crawls.source,
    crawls.engine,
    crawls.started_at,
    crawls.finished_at,
    visits.last_visited_at,
    {{ week_of('crawls.started_at') }} as week_on,
    crawls.status,
    crawls.reason,
    coalesce(visits.visits_planned, crawls.visit_count) as visits_planned,
    {%- for status in ['complete', 'partial', 'failed', 'gone'] %}
    coalesce(visits.visits_{{ status }}, 0) as visits_{{ status }},
    {%- endfor %}
    coalesce(visits.visits_complete, 0) / nullif(coalesce(visits.visits_planned, crawls.visit_count), 0)
        as complete_share,
    crawls.message_count,
    {%- for name in [
        'new', 'edited', 'missing', 'deleted', 'removed_inferred', 'hidden_by_moderation', 'restored', 'gone_thread'
    ] %}
    coalesce(events.{{ name }}_count, 0) as {{ name }}_count{{ ',' if not loop.last }}
    {%- endfor %}

from crawls
left join visits using (crawl_id)
left join events using (crawl_id)
