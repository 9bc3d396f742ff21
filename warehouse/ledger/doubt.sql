-- Why the crawl is not whole after all, as a sentence; NULL when no probe contradicts the pages.
SELECT
    'message ' || min(message_key) || ' answers when asked for, but is not on the pages of its thread'
    || if(count(*) > 1, ', and so it is in ' || (count(*) - 1) || ' threads more', '')
FROM doubts
HAVING count(*) > 0;
