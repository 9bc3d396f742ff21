-- Providers in full: every share with its n and Wilson 95 % interval
-- Rows of marts.providers over the whole time; its yml says which rows each share counts.
select *

from marts.providers
where $provider::varchar is null or provider = $provider::varchar
order by rank nulls last, provider
