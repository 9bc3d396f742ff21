"""A large crawl: bulk work, and small crawls stay small beside it. Try OTKLIK_MESSAGES=100000."""

import os
import time

MESSAGES, PER_THREAD = int(os.environ.get("OTKLIK_MESSAGES", "20000")), 50
SECONDS = 30 * MESSAGES / 100_000  # of processor time, five times what it takes
TEXT = "Третий день нет интернета, поддержка молчит, а заявку закрыли без звонка. " * 4


def thread(message, number, count=PER_THREAD):
    keys = [f"{number}-{place}" for place in range(count)]
    parents = [None, *keys[:-1]]
    return [
        message(key, TEXT + key, parent_key=parent, content_hash=key)
        for key, parent in zip(keys, parents, strict=True)
    ]


def test_many_messages_load_in_seconds(stored, message):
    threads = {f"t{number}": thread(message, number) for number in range(MESSAGES // PER_THREAD)}
    first, again = stored.landing(0, threads), stored.landing(24, threads)
    small = stored.landing(48, {"t7": thread(message, 7)[:-1]})
    spent = {}
    for name, folder in (("first", first), ("again", again), ("small", small)):
        start = time.process_time()
        report = stored.load(folder)
        spent[name] = time.process_time() - start
        if name == "again":
            assert (report.new_versions, report.events) == (0, {})
    assert report.events == {"missing": 1}
    assert spent["first"] < SECONDS, spent
    assert spent["again"] < SECONDS, spent
    assert spent["small"] < 3, spent
