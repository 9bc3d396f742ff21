-- What was said: the first text of each message and every later one that its author edited it to. A version that
-- only has another parent, state or extractor says nothing new, it stands in for the one before.
with versions as (

    select * from {{ ref('stg_versions') }} where state = 'alive' and ({{ is_readable() }})

),

messages as (

    select * from {{ ref('int_messages') }}

),

annotations as (

    select * from {{ ref('int_annotations') }}

),

edits as (

    select distinct version_id from {{ ref('stg_events') }} where kind = 'edited'

),

numbered as (

    select
        versions.*,
        count(edits.version_id) over (
            partition by versions.message_id order by versions.version_number
        ) as edit_number

    from versions
    left join edits using (version_id)

),

utterances as (

    select
        *,
        min(observed_at) over (partition by message_id, edit_number) as first_read_at,
        edit_number = max(edit_number) over (partition by message_id) as is_current

    from numbered
    qualify row_number() over (partition by message_id, edit_number order by version_number desc) = 1

)

select
    utterances.version_id,
    message_id,
    utterances.edit_number,
    messages.source,
    messages.thread_key,
    messages.message_key,
    messages.parent_key,
    messages.author_key,
    messages.author_hash,
    messages.kind,
    messages.url,
    messages.published_precision,
    utterances.full_text,
    utterances.rating / nullif(utterances.rating_max, 0) as rating_share,
    utterances.is_current,
    if(edit_number = 0, messages.said_at, first_read_at) as said_at,
    if(edit_number = 0, messages.latest_at, first_read_at) as latest_at,
    if(edit_number = 0, messages.said_on, (first_read_at at time zone 'UTC')::date) as said_on,
    annotations.* exclude (version_id)

from utterances
inner join messages using (message_id)
inner join annotations on utterances.version_id = annotations.version_id
