"""Which threads a crawl opens when the warehouse says which are due, and how windows and keys are handled."""

import pytest

from crawlers.errors import SourceEmpty, TokenMissing
from crawlers.items import CrawlStatus, VisitStatus
from crawlers.sources import load_source
from crawlers.spiders.answers import with_secret, without_secret
from crawlers.tokens import hidden, token_of


@pytest.fixture
def three(site, html):
    site.put("/list", html.listing("1", "2", "3"))
    for key in "123":
        site.put(f"/t/{key}", html.thread(html.article(key)))
    return site


def test_known_threads_that_are_not_due_are_left_out_and_new_ones_opened(three, crawl):
    known = [(key, f"{three.base}/t/{key}") for key in "12"]
    result = crawl(known=known, due={"2"})
    assert set(result.visits) == {"2", "3"}
    assert three.count("/t/1") == 0
    assert result.crawl.status is CrawlStatus.COMPLETE
    assert result.crawl.stats["not_due"] == 1


def test_a_crawl_with_nothing_due_is_whole_and_empty(three, crawl):
    result = crawl(known=[(key, f"{three.base}/t/{key}") for key in "123"], due=())
    assert (result.error, result.crawl.status, result.crawl.visits) == (None, CrawlStatus.COMPLETE, 0)


def test_a_due_thread_that_is_gone_makes_no_crawl_red(three, crawl):
    three.put("/t/1", status=404)
    result = crawl(known=[(key, f"{three.base}/t/{key}") for key in "123"], due=["1"])
    assert result.error is None
    assert result.visits["1"].status is VisitStatus.GONE


def test_a_list_that_lost_its_markup_is_red_though_nothing_is_due(site, crawl):
    site.put("/list", "<html>новая вёрстка</html>")
    assert isinstance(crawl(known=[("1", f"{site.base}/t/1")], due=()).error, SourceEmpty)


def test_a_key_that_is_missing_is_asked_for_before_anything_is_read(three, crawl, monkeypatch):
    monkeypatch.delenv("OTKLIK_TEST_TOKEN", raising=False)
    with pytest.raises(TokenMissing, match="set the environment variable OTKLIK_TEST_TOKEN"):
        crawl(top='token_env = "OTKLIK_TEST_TOKEN"\n')
    assert three.asked == []


def test_a_key_comes_from_the_environment(tmp_path, html, monkeypatch):
    monkeypatch.setenv("OTKLIK_TEST_TOKEN", " s3cret\n")
    path = tmp_path / "a.toml"
    path.write_text(
        html.WORDPRESS.replace("{base}", "http://127.0.0.1").replace(
            "{top}", 'token_env = "OTKLIK_TEST_TOKEN"'
        )
    )
    assert token_of(load_source(path)) == "s3cret"


def test_a_key_in_an_address_is_taken_out_again():
    url = with_secret("https://api.example/list?page=2&q=%D0%B0", {"api_key": "s3 cret"})
    assert url == "https://api.example/list?page=2&q=%D0%B0&api_key=s3+cret"
    assert without_secret(url, "s3 cret") == "https://api.example/list?page=2&q=%D0%B0"
    assert without_secret("https://api.example/?a=%20", "s3 cret") == "https://api.example/?a=%20"
    assert hidden("no answer from /?k=s3cret", "s3cret") == "no answer from /?k=[token]"
