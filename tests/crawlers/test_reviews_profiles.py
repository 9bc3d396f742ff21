"""The shipped profiles of review sites, on a loopback site that answers as those sites do."""

import re
from pathlib import Path

import pytest

from crawlers.errors import SourceBlocked
from crawlers.items import VisitStatus
from crawlers.sources import SHIPPED, load_source

PAGES = Path(__file__).parent / "pages" / "reviews"
PROFILES = ("2ip", "101internet", "otzovik", "spr")


def page(case: str) -> str:
    return (PAGES / case / "page.html").read_text(encoding="utf-8")


def profile(name: str, path: str) -> str:
    """The shipped file, turned to a list of the loopback site, in haste."""
    text = (SHIPPED / f"{name}.toml").read_text(encoding="utf-8")
    text = re.sub(r"(?m)^url = .*$", f'url = "{{base}}{path}"\nallow_private = true', text)
    text = re.sub(r"(?m)^hosts = .*$", 'hosts = ["127.0.0.1"]', text)
    return re.sub(r"(?m)^delay = .*$", "delay = 0.0", text)


@pytest.mark.parametrize("name", PROFILES)
def test_profiles_of_public_sites_are_switched_off_until_their_terms_were_read(name):
    source = load_source(SHIPPED / f"{name}.toml")
    assert (source.engine, source.enabled) == ("reviews", False)
    assert "before switching on" in source.terms
    assert source.delay >= 5


def test_a_page_in_windows_1251_is_read_and_reviews_with_answers_are_no_whole_visits(site, crawl):
    body = page("spr").encode("cp1251")
    site.put("/list", body, headers={"Content-Type": "text/html"})
    result = crawl(profile("spr", "/list"), known=[("400", f"{site.base}/list")])
    assert result.error is None
    assert result.messages["510002"].text.startswith("Неделю звоню в поддержку")
    assert result.messages["510002"].raw["truncated"] is True
    assert "truncated" not in result.messages["510001"].raw
    assert {key: visit.status for key, visit in result.visits.items()} == {
        "510001": VisitStatus.COMPLETE,
        "510002": VisitStatus.PARTIAL,  # two answers and a link to more of them stand under it
    }
    assert site.count("/list") == 1  # nothing else can be asked for a review that is not shown


def test_reviews_without_ids_land_and_prove_no_absence(site, crawl):
    first = page("101internet").replace("/moskva/rating/izumrud-set/2", "/list/2")
    site.put("/list", first)
    site.put("/list/2", first.replace('rel="next"', 'rel="prev"').replace("Обещали", "Сулили"))
    result = crawl(profile("101internet", "/list"))
    assert len(result.messages) == 3
    assert all(key.startswith("made-") for key in result.messages)
    assert {visit.status for visit in result.visits.values()} == {VisitStatus.PARTIAL}
    assert "no ids" in next(iter(result.visits.values())).reason


@pytest.fixture
def otzovik(site):
    site.put("/list", page("otzovik-list").replace("/reviews/provayder_zarnica_net/2/", "/list/2"))
    site.put("/list/2", page("otzovik-list").replace("88000", "88001").replace("pager-item next", ""))
    for key in ("8800001", "8800002", "8800101", "8800102"):
        site.put(f"/review_{key}.html", page("otzovik-review"))
    return site


def test_a_review_is_read_with_its_comments_and_one_without_comments_is_whole(otzovik, crawl):
    alone = page("otzovik-review").split('<div id="comments-container">', maxsplit=1)[0] + "</body></html>"
    otzovik.put("/review_8800002.html", alone.replace("Мастер", "Курьер"))
    result = crawl(profile("otzovik", "/list"))
    assert result.error is None
    assert result.messages["8800001"].rating == 1
    assert result.visits["8800001"].status is VisitStatus.PARTIAL
    assert result.visits["8800002"].status is VisitStatus.COMPLETE


def test_status_507_of_a_list_stops_the_source(otzovik, crawl):
    otzovik.put("/list", "<html>занято</html>", status=507)
    result = crawl(profile("otzovik", "/list"), known=[("8800001", f"{otzovik.base}/review_8800001.html")])
    assert isinstance(result.error, SourceBlocked)
    assert "the site turns programs away (status 507)" in str(result.error)
    assert [path for path in otzovik.asked if path != "/robots.txt"] == ["/list"]
    assert result.visits["8800001"].status is VisitStatus.FAILED


def test_status_507_of_a_review_ends_the_crawl_and_accuses_nobody(otzovik, crawl):
    for key in ("8800001", "8800002", "8800101", "8800102"):
        otzovik.put(f"/review_{key}.html", "<html>занято</html>", status=507)
    result = crawl(profile("otzovik", "/list"))
    assert isinstance(result.error, SourceBlocked)
    assert len([path for path in otzovik.asked if "/review_" in path]) <= 2  # one may be on its way already
    assert {visit.status for visit in result.visits.values()} == {VisitStatus.FAILED}


def test_a_captcha_stops_the_source_and_is_not_answered(otzovik, crawl):
    otzovik.put("/list", page("otzovik-captcha"))
    result = crawl(profile("otzovik", "/list"))
    assert isinstance(result.error, SourceBlocked)
    assert "prove that one is human" in str(result.error)
    assert [path for path in otzovik.asked if path != "/robots.txt"] == ["/list"]
