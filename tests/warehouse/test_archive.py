"""What an archive brings: crawls of the past, pages gone without a control, and a place to go on."""

from datetime import timedelta

from crawlers.items import VisitStatus
from warehouse.schedule import read_until


def test_a_crawl_that_visited_nothing_does_not_stand_in_the_way_of_older_ones(ledger, message):
    assert ledger.crawl(1000, {}).quarantined is None
    assert ledger.crawl(24, {"t": [message("1")]}).new_messages == 1


def test_pages_that_were_gone_prove_nothing_where_no_thread_was_there_in_the_same_crawl(ledger, message):
    ledger.crawl(0, {"t": [message("1")], "u": [message("2")]})
    for day in range(1, 4):
        ledger.crawl(48 * day, {"t": VisitStatus.GONE, "u": VisitStatus.GONE})
        ledger.crawl(48 * day + 24, {"u": [message("2")]})
    assert (ledger.kinds(None), ledger.kinds("1")) == ([], ["appeared"])
    ledger.crawl(1000, {"t": [message("1", text="Снова нет сети.")]})
    assert ledger.kinds("1") == ["appeared", "edited"]


def test_an_archive_is_read_on_from_the_newest_visit_also_one_in_quarantine(stored, message):
    assert read_until(stored.path, "forum") is None
    many = [message(str(number)) for number in range(20)]
    stored.crawl(0, {"t": many})
    assert stored.crawl(24, {"t": many[:2]}).quarantined
    stored.crawl(500, {})
    first = read_until(stored.path, "forum")
    ((started,),) = stored.rows("SELECT min(started_at) FROM raw.crawls")
    assert first - started == timedelta(hours=24)
    assert read_until(stored.path, "blog") is None
