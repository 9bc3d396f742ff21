"""The server tells the truth: each day's pages hold exactly what the content says, without the crawlers."""

import re
from datetime import timedelta
from html import unescape
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

import demo
from demo.errors import UnknownVisitDay
from demo.reviews import russian_date
from demo.server import DemoSite
from demo.site import Site
from demo.story import Story
from demo.visits import is_readable, shown

BLOCK = re.compile(r'<article class="zapis [^>]*data-nomer="(\d+)".*?</article>', re.DOTALL)


def page_of(story: Story, day: int, target: str) -> str:
    response = Site(story, story.visit_days[day - 1], "http://127.0.0.1:1").respond(target)
    assert response.status == 200, target
    return response.body.decode()


def status_of(story: Story, day: int, target: str) -> int:
    return Site(story, story.visit_days[day - 1], "http://127.0.0.1:1").respond(target).status


def walk(story: Story, day: int, target: str) -> list[str]:
    """The pages from `target` on, following «Дальше»."""
    pages = [page_of(story, day, target)]
    while following := re.search(r'listalka-dalshe" href="([^"]+)"', pages[-1]):
        pages.append(page_of(story, day, following[1]))
    return pages


def days(story: Story) -> range:
    return range(1, len(story.visit_days) + 1)


def test_the_lists_show_each_readable_thread_once_with_its_number_of_messages(story: Story) -> None:
    for day in days(story):
        pages = walk(story, day, "/otzyvy/")
        rows = re.findall(r'data-tema="(\d+)".*?Сообщений: (\d+)<', "".join(pages))
        expected = {
            str(thread.id): str(len(shown(story, thread, day)))
            for thread in story.of("reviews")
            if shown(story, thread, day)
        }
        assert len(rows) == len(expected)
        assert dict(rows) == expected
        assert all(f"Всего отзывов: <b>{len(expected)}</b>" in page for page in pages)


def test_a_list_page_holds_twenty_threads_and_newer_ones_come_first(story: Story) -> None:
    pages = walk(story, 9, "/otzyvy/")
    counts = [page.count('<li class="lenta-stroka"') for page in pages]
    assert counts[:-1] == [20] * (len(pages) - 1)
    assert len(pages) >= 3
    assert pages[0].index('data-tema="1116"') < pages[0].index('data-tema="1315"')  # 12 April, 11 April


def test_threads_show_exactly_what_the_content_says_each_day(story: Story) -> None:
    for day in days(story):
        for thread in story.of("reviews"):
            if is_readable(story, thread, day):
                pages = walk(story, day, f"/otzyvy/tema/{thread.id}/")
                views = shown(story, thread, day)
                assert [int(number) for page in pages for number in BLOCK.findall(page)] == list(views)
                assert all(f"Сообщений: {len(views)}</span>" in page for page in pages)
                text = unescape(re.sub(r"<[^>]+>", "", "".join(pages)))
                for view in views.values():
                    assert view.text.split("\n")[0] in text


def test_each_page_ends_with_footer_and_end_tag(story: Story) -> None:
    for page in walk(story, 9, "/otzyvy/tema/1106/"):
        assert page.rstrip().endswith("</html>")
        assert 'class="podval"' in page


def test_a_long_thread_is_cut_into_windows_of_ten(story: Story) -> None:
    pages = walk(story, 9, "/otzyvy/tema/1106/")
    assert [len(BLOCK.findall(page)) for page in pages] == [10, 3]
    assert status_of(story, 9, "/otzyvy/tema/1106/?str=3") == 404


def test_badges_stars_and_dates_are_drawn(story: Story) -> None:
    page = page_of(story, 9, "/otzyvy/tema/1101/")
    first, *_, reply = page.split("<article ")[1:5]
    assert first.count("zvezda-polnaya") == 1
    assert first.count("zvezda-polovina") == 1
    assert first.count("zvezda-pustaya") == 3
    assert "6 января 2026 в 21:14" in first
    assert "zapis-znachok" not in first
    assert '<span class="zapis-znachok">Официальный представитель</span>' in reply
    assert 'data-otvet-na="110101"' in reply


def test_recent_dates_are_relative_to_the_visit(story: Story) -> None:
    evening = story.visit_days[8]
    at = evening.replace(hour=6)
    assert russian_date(at, evening) == "сегодня в 09:00"
    assert russian_date(at - timedelta(days=1), evening) == "вчера в 09:00"
    assert russian_date(at - timedelta(days=2), evening) == "11 апреля 2026 в 09:00"


def test_a_tombstone_stays_and_a_quiet_removal_lowers_the_count(story: Story) -> None:
    buried = page_of(story, 3, "/otzyvy/tema/1302/")
    assert "Отзыв удалён модератором" in buried
    assert "выезд специалиста" not in buried
    assert "Сообщений: 3<" in page_of(story, 2, "/otzyvy/tema/1302/")
    assert "Сообщений: 3<" in buried
    assert "Сообщений: 4<" in page_of(story, 4, "/otzyvy/tema/1303/")
    after = page_of(story, 5, "/otzyvy/tema/1303/")
    assert "Сообщений: 1<" in after  # its two answers are not drawn either
    assert "dhcp" not in after


def test_a_removed_comment_can_come_back(story: Story) -> None:
    there = ["снимала потолок" in page_of(story, day, "/otzyvy/tema/1313/") for day in (3, 4, 5, 6)]
    assert there == [True, False, False, True]


def test_an_edit_changes_text_and_stars_from_its_day_on(story: Story) -> None:
    before, after = (page_of(story, day, "/otzyvy/tema/1107/") for day in (4, 5))
    assert "UPD 21 февраля" not in before
    assert "UPD 21 февраля" in after
    assert before.count("zvezda-polnaya") == 1
    assert after.count("zvezda-polnaya") == 4


def test_a_gone_thread_answers_404_and_leaves_the_list(story: Story) -> None:
    assert status_of(story, 4, "/otzyvy/tema/1307/") == 200
    assert status_of(story, 5, "/otzyvy/tema/1307/") == 404
    assert 'data-tema="1307"' not in "".join(walk(story, 5, "/otzyvy/"))


def test_a_thread_in_trouble_answers_503_for_one_day_and_stays_listed(story: Story) -> None:
    assert [status_of(story, day, "/otzyvy/tema/1117/") for day in (4, 5, 6)] == [200, 503, 200]
    assert 'data-tema="1117"' in "".join(walk(story, 5, "/otzyvy/"))


def test_the_server_shows_the_day_it_is_set_to(site: DemoSite) -> None:
    def total() -> int:
        with urlopen(f"{site.base_url}/otzyvy/") as answer:
            return int(re.findall(r"Всего отзывов: <b>(\d+)</b>", answer.read().decode())[0])

    assert total() == 15
    site.set_day(site.visit_days[-1])
    assert total() == 74
    assert site.requests == ["/otzyvy/", "/otzyvy/"]


def test_a_day_outside_the_story_is_refused(site: DemoSite) -> None:
    with pytest.raises(UnknownVisitDay, match="begins at 2026-01-19"):
        site.set_day(site.visit_days[0] - timedelta(days=1))


def test_unknown_addresses_answer_404(site: DemoSite) -> None:
    for target in ("/", "/otzyvy/tema/999/", "/otzyvy/?str=99", "/blog/2026/01/net/", "/blog/page/9/"):
        with pytest.raises(HTTPError) as caught:
            urlopen(site.base_url + target)
        with caught.value as error:
            assert error.code == 404


def test_robots_keep_the_account_pages_closed(site: DemoSite) -> None:
    with urlopen(f"{site.base_url}/robots.txt") as answer:
        assert "Disallow: /otzyvy/kabinet/" in answer.read().decode()


def test_source_files_are_filled_in_for_the_served_address() -> None:
    files = demo.sources("http://127.0.0.1:4321")
    assert sorted(files) == ["demo-blog.toml", "demo-otzyvy.toml"]
    for text in files.values():
        assert 'hosts = ["127.0.0.1:4321"]' in text
        assert "@" not in text
    assert demo.provider_file().exists()
