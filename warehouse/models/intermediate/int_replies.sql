-- One row per company message and complaint it answers, or with an empty complaint.
with company as (

    select * from {{ ref('int_utterances') }} where is_current and role = 'company'

),

links as (

    select links.*, starts.started_at
    from {{ ref('int_reply_links') }} as links
    inner join {{ ref('int_complaint_starts') }} as starts using (complaint_id)

)

select
    {{ key(['company.message_id', 'links.complaint_id']) }} as reply_id,
    company.message_id,
    company.version_id,
    links.complaint_id,
    links.link,
    subjects.provider,
    company.source,
    company.thread_key,
    company.url,
    messages.author_badge,
    messages.said_at,
    {{ hours_between('links.started_at', 'messages.said_at') }} as hours_after,
    company.apology_given_evidence_id,
    company.compensation_given_evidence_id,
    list_contains(company.apology, 'given') as has_apology,
    list_contains(company.compensation, 'given') as has_compensation,
    company.deflection_evidence_id is not null as is_deflection,
    letters.is_canned,
    letters.near_copy_of,
    company.deflection_evidence_id is null and not letters.is_canned as is_substantive,
    messages.text

from company
inner join {{ ref('int_messages') }} as messages using (message_id)
inner join {{ ref('int_form_letters') }} as letters using (message_id)
left join {{ ref('int_subjects') }} as subjects on company.version_id = subjects.version_id
left join links on company.message_id = links.message_id
