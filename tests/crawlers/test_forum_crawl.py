"""The forum spider against an invented SMF, with its soft 404, shifting pages and a removed message."""

from datetime import UTC, datetime

import pytest

from crawlers.items import CrawlStatus, Kind, ProbeStatus, State, VisitStatus
from crawlers.landing import read_probes
from crawlers.spec import ProbeOrder

SMF = """
title = "Форум квартала"
engine = "forum"
url = "{base}/index.php?board=1.0"
hosts = ["127.0.0.1"]
timezone = "Europe/Moscow"
terms = "Our own."
allow_private = true
delay = 0.0
timeout = 5.0
retries = 1
[forum]
profile = "smf"
official_groups = ["Служба заботы"]
{top}
"""
LOGIN = """<form id="frmLogin"><p class="information centertext">{why}<br>Войдите</p>
<input type="text" name="user"><input type="password" name="passwrd"></form>"""
MISSING = LOGIN.format(why="Тема или раздел, который Вы ищете, не существует или недоступен.")
MEMBERS = LOGIN.format(why="Только для зарегистрированных.")
AT = datetime(2026, 3, 20, 9, 0, tzinfo=UTC)


class Smf:
    """Puts pages of an SMF on a site."""

    def __init__(self, site):
        self.site = site

    def put(self, query, body, *, next_query="", **rest):
        following = f'<link rel="next" href="{self.address(next_query)}">' if next_query else ""
        page = f"<html><head>{following}</head><body>{body}</body></html>"
        path = f"/index.php?{query}"
        if path in self.site.pages:
            before = self.site.pages[path]
            self.site.put(f"{path}#", page, **rest)
            self.site.pages[path] = [before, self.site.pages.pop(f"{path}#")]
        else:
            self.site.put(path, page, **rest)

    def address(self, query):
        return f"{self.site.base}/index.php?PHPSESSID=ab12cd34&amp;{query}"

    def board(self, query, *topics, **rest):
        rows = "".join(
            f'<div class="windowbg"><span id="msg_{key}"><a href="{self.address(f"topic={key}.0")}">Тема</a>'
            f'</span><div class="lastpost"><a href="#">{when}</a></div></div>'
            for key, when in (one if isinstance(one, tuple) else (one, "01.02.2026") for one in topics)
        )
        self.put(query, f'<div id="messageindex"><div id="topic_container">{rows}</div></div>', **rest)

    def topic(self, query, *posts, pages=1, **rest):
        numbers = "".join(f'<a class="nav_page">{number + 1}</a>' for number in range(pages))
        forms = f'<div id="forumposts"><form>{"".join(posts)}</form></div>'
        self.put(
            query,
            f'<span id="top_subject">Про Стрелу</span><div class="pagelinks">{numbers}</div>{forms}',
            **rest,
        )

    def post(self, key, text="Опять нет связи.", *, group="Новичок", user=0, quotes=0, date="Вчера в 9:12"):
        name = f'<a href="{self.address(f"action=profile;u={user}")}">Инга</a>' if user else "Прохожий"
        cited = f'<a href="{self.address(f"msg={quotes}")}">Цитата: Инга</a>'
        quote = f"<blockquote><cite>{cited}</cite>нет связи</blockquote>" if quotes else ""
        return (
            f'<div class="windowbg" id="msg{key}"><div class="post_wrapper"><div class="poster">'
            f'<h4>{name}</h4><ul><li class="membergroup">{group}</li></ul></div>'
            f'<div class="postinfo"><a class="smalltext" href="{self.address(f"msg={key}")}">{date}</a></div>'
            f'<div class="post"><div class="inner" id="msg_{key}">{quote}{text}</div></div></div></div>'
        )


@pytest.fixture
def smf(site):
    return Smf(site)


@pytest.fixture(scope="module")
def forum(make_site, crawl_of, tmp_path_factory):
    smf = Smf(make_site())
    post = smf.post
    smf.board("board=1.0", 2, 9, next_query="board=1.20")
    smf.board("board=1.20", 30)
    official = post(12, "Извините, чиним.", group="Служба заботы", user=8, quotes=11)
    smf.topic("topic=2.0", post(11, user=4), official, pages=2, next_query="topic=2.2")
    smf.topic("topic=2.2", post(13, "Сообщение удалено модератором"), post(14, quotes=12), pages=2)
    smf.topic("topic=9.0", post(90, quotes=11, date="Сегодня, 8:05"))
    smf.put("topic=30.0", MEMBERS)
    smf.put("topic=77.0", MISSING)
    smf.put("msg=15", MISSING, status=403)
    smf.put("msg=16", MEMBERS, status=403)
    smf.topic("msg=14", post(14))
    smf.topic("msg=17", post(14))

    def order(key):
        url = f"{smf.site.base}/index.php?msg="
        return ProbeOrder(
            thread_key="2",
            message_key=key,
            url=url + key,
            control_key="14",
            control_url=f"{url}14",
        )

    return crawl_of(
        smf.site,
        tmp_path_factory.mktemp("forum"),
        SMF,
        at=AT,
        known=[("77", f"{smf.site.base}/index.php?topic=77.0")],
        probes=[order(key) for key in ("14", "15", "16", "17")],
    )


def test_a_topic_is_read_over_its_pages_without_the_session_in_its_addresses(forum):
    assert (forum.visits["2"].status, forum.visits["2"].reason) == (VisitStatus.COMPLETE, "")
    assert (forum.visits["2"].pages, forum.visits["2"].seen_total) == (2, 4)
    assert forum.visits["2"].url.endswith("/index.php?topic=2.0")
    assert forum.messages["12"].url.endswith("/index.php?msg=12")


def test_who_speaks_to_whom(forum):
    parents = {key: one.parent_key for key, one in forum.messages.items()}
    assert parents == {"11": None, "12": "11", "13": "11", "14": "12", "90": None}
    assert (forum.messages["12"].kind, forum.messages["12"].author_badge) == (Kind.REPLY, "Служба заботы")
    assert (forum.messages["11"].kind, forum.messages["11"].title) == (Kind.REVIEW, "Про Стрелу")


def test_quotes_are_no_words_of_the_author_and_a_placeholder_is_no_message(forum):
    assert forum.messages["12"].text == "Извините, чиним."
    assert forum.messages["13"].state is State.TOMBSTONE


def test_dates_that_are_text_only_are_read_by_the_clock_of_the_crawl(forum):
    assert forum.messages["11"].published_at == datetime(2026, 3, 19, 6, 12, tzinfo=UTC)
    assert forum.messages["90"].published_at == datetime(2026, 3, 20, 5, 5, tzinfo=UTC)


def test_a_login_form_with_status_200_in_the_place_of_a_topic_is_a_topic_that_is_gone(forum):
    assert (forum.visits["77"].status, forum.visits["77"].pages) == (VisitStatus.GONE, 0)


def test_a_topic_for_members_is_neither_gone_nor_the_end_of_the_crawl(forum):
    assert forum.visits["30"].status is VisitStatus.FAILED
    assert "members only" in forum.visits["30"].reason
    assert forum.crawl.status is CrawlStatus.PARTIAL


def test_a_message_is_asked_for_at_its_own_address(forum):
    found = {one.message_key: (one.status, one.control_status) for one in read_probes(forum.folder)}
    alive = ProbeStatus.ALIVE
    assert found == {
        "14": (alive, alive),
        "15": (ProbeStatus.GONE, alive),
        "16": (ProbeStatus.HIDDEN, alive),
        "17": (ProbeStatus.UNKNOWN, alive),
    }


def test_pages_that_shift_while_they_are_read_make_the_visit_partial(smf, crawl):
    post = smf.post
    smf.board("board=1.0", 2, 3)
    smf.topic("topic=2.0", post(1), post(2), pages=2, next_query="topic=2.2")
    smf.topic("topic=2.2", post(2), post(3), pages=2)  # somebody put a message before it
    smf.topic("topic=3.0", post(11), post(12), pages=2, next_query="topic=3.2")
    smf.topic("topic=3.0", post(11), post(13), pages=2, next_query="topic=3.2")  # 12 was removed
    smf.topic("topic=3.2", post(14), pages=2)
    visits = crawl(SMF).visits
    assert {visit.status for visit in visits.values()} == {VisitStatus.PARTIAL}
    assert "message 2 was shown twice" in visits["2"].reason
    assert "first page changed" in visits["3"].reason


def test_a_page_that_does_not_come_leaves_the_topic_in_doubt(smf, crawl):
    smf.board("board=1.0", 2, 3)
    smf.topic("topic=2.0", smf.post(1), pages=3, next_query="topic=2.2")
    smf.topic("topic=2.2", smf.post(2), pages=3)
    smf.topic("topic=3.0", smf.post(11), pages=2, next_query="topic=3.2")
    smf.put("topic=3.2", MISSING)
    visits = crawl(SMF).visits
    assert "declares 3 pages, 2 were read" in visits["2"].reason
    assert (visits["3"].status, visits["3"].seen_total) == (VisitStatus.PARTIAL, 1)


def test_boards_are_read_as_deep_as_the_source_says_and_fresh_topics_though_they_are_not_due(smf, crawl):
    smf.board("board=1.0", 2, (3, "Сегодня в 10:18"), next_query="board=1.20")
    smf.board("board=1.20", 4)
    smf.board("board=5.0", 6)
    for key in (2, 3, 4, 6):
        smf.topic(f"topic={key}.0", smf.post(10 * key))
    boards = f'boards = ["{smf.site.base}/index.php?board=5.0"]\nlist_pages = 1'
    known = [(key, f"{smf.site.base}/index.php?topic={key}.0") for key in "2346"]
    result = crawl(SMF, top=boards, at=AT, known=known, due=("4",))
    assert set(result.visits) == {"3", "4"}
    assert smf.site.count("/index.php?board=1.20") == 0
    assert smf.site.count("/index.php?board=5.0") == 1


@pytest.mark.parametrize("wall", [MEMBERS, MISSING + '<div class="g-recaptcha"></div>', "<p>no list</p>"])
def test_lists_behind_a_wall_stop_the_source(smf, crawl, wall):
    smf.put("board=1.0", wall)
    name = "SourceEmpty" if "no list" in wall else "SourceBlocked"
    assert type(crawl(SMF).error).__name__ == name


def test_a_forum_that_shows_topics_to_members_only_is_left_alone(smf, crawl):
    smf.board("board=1.0", *range(2, 12))
    for key in range(2, 12):
        smf.put(f"topic={key}.0", MEMBERS)
    assert type(crawl(SMF).error).__name__ == "SourceBlocked"
    asked = [path for path in smf.site.asked if "topic=" in path]
    assert 4 <= len(asked) <= 6  # one or two were under way
