SELECT thread_key, url
FROM live_threads
ORDER BY thread_key;
