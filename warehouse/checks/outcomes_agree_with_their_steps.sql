-- Complaints whose outcome says something else than their own columns.
select complaint_id, outcome
from {{ ref('complaints') }}
where not case outcome
    when 'vanished' then vanish_event_id is not null
    when 'recovered' then is_recovered
    when 'replied_unresolved' then substantive_reply_count > 0
    when 'deflected' then reply_count > 0 and substantive_reply_count = 0
    when 'ignored' then reply_count = 0 and observed_hours >= 72
    when 'no_channel' then reply_count = 0 and not has_channel
    else reply_count = 0 and has_channel
end
