-- Authors with more than one case against a provider in one thread.
select source, thread_key, provider, author_hash
from {{ ref('complaints') }}
where author_hash is not null
group by all
having count(*) > 1
