-- Labels that a person judged and that the messages of the marts do not have.
select message_id, corrections.field, corrections.person_label
from {{ ref('corrections') }} as corrections
inner join {{ ref('messages') }} as messages using (message_id, version_id)
where corrections.is_standing
    and messages.role is not null
    and corrections.person_label != case corrections.field
        when 'role' then messages.role
        when 'sentiment' then messages.sentiment
        when 'apology' then array_to_string(list_sort(messages.apology), ', ')
        when 'ignoring' then array_to_string(list_sort(messages.ignoring), ', ')
        when 'ignoring_kinds' then array_to_string(list_sort(messages.ignoring_kinds), ', ')
        when 'compensation' then array_to_string(list_sort(messages.compensation), ', ')
        when 'resolved' then messages.is_resolved::varchar
        else messages.is_leaving::varchar
    end
