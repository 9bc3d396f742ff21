-- Texts that nearly repeat an earlier one: form letters of one provider, or reposts by others. Compared are the pairs
-- of neighbouring words, with numbers and names masked: 70 % of them in common. Each text is compared with the
-- first of every block it falls into (MinHash: 8 blocks of 2 hashes each), never with all others, and only with texts
-- about the same provider. Short words of customers may agree by chance and are no repost.
with texts as (

    select
        utterances.message_id,
        utterances.said_at,
        concat_ws(' ', utterances.role = 'company', coalesce(
            subjects.provider, if(utterances.role = 'company', utterances.source, null)
        )) as scope,
        if(utterances.role = 'company', 3, 12) as least_words,
        regexp_extract_all(
            lower(regexp_replace(utterances.full_text, '([^.!?\s]\s+)\p{Lu}\p{Ll}+', '\1', 'g')), '\p{L}+'
        ) as words

    from {{ ref('int_utterances') }} as utterances
    left join {{ ref('int_subjects') }} as subjects using (version_id)
    where utterances.is_current
),

pairs as (

    select
        message_id, scope, said_at,
        list_distinct(list_transform(range(1, len(words)), i -> hash(words[i], words[i + 1]))) as pairs

    from texts
    where len(words) >= least_words

),

hashed as (

    select message_id, scope, said_at, unnest(pairs) as pair from pairs

),

blocks as (

    select
        message_id, scope, said_at,
        {%- for band in range(8) %}
        hash(min(hash(xor(pair, {{ 2 * band + 1 }}))), min(hash(xor(pair, {{ 2 * band + 2 }})))) as block_{{ band }}{{ ',' if not loop.last }}
        {%- endfor %}

    from hashed
    group by all

),

leaders as (
    {% for band in range(8) %}
    select message_id, first_value(message_id) over (
        partition by scope, block_{{ band }} order by said_at, message_id
    ) as leader_id from blocks
    {{ 'union' if not loop.last }}
    {%- endfor %}

),

copies as (

    select leaders.message_id, arg_min(leaders.leader_id, (first.said_at, first.message_id)) as leader_id
    from leaders
    inner join pairs using (message_id)
    inner join pairs as first on leaders.leader_id = first.message_id
    where leaders.message_id != leaders.leader_id
        and len(list_intersect(pairs.pairs, first.pairs))
        >= 0.7 * (len(pairs.pairs) + len(first.pairs)) / 1.7  -- the same as Jaccard >= 0.7
    group by leaders.message_id

)

select copies.message_id, coalesce(earlier.leader_id, copies.leader_id) as near_copy_of
from copies
left join copies as earlier on copies.leader_id = earlier.message_id
union all
select * from {{ ref('int_known_reposts') }} anti join copies using (message_id)
