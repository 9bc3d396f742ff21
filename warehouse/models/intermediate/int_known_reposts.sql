-- Reposts of texts that were erased since: what is left of them cannot be compared.
with known as (

    select
        {{ key(['source', 'message_key']) }} as message_id,
        {{ key(['first_source', 'first_message_key']) }} as near_copy_of

    from {{ source('meta', 'reposts') }}

)

select known.message_id, known.near_copy_of
from known
inner join {{ ref('int_messages') }} as first on known.near_copy_of = first.message_id
where first.title = '' and first.text = ''
