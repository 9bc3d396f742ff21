-- Messages that were read and are not in the mart, or are there twice.
select message_id
from (select distinct message_id from {{ ref('stg_versions') }}) as staged
full join {{ ref('messages') }} as messages using (message_id)
where messages.source is null or staged.message_id is null
