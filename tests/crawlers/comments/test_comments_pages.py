"""What cannot be shown by a page: rules that are refused, keys, addresses, and nonsense about one comment."""

import pytest

from crawlers.errors import SourceInvalid
from crawlers.items import ProbeStatus
from crawlers.pages import comments_calls as calls
from crawlers.pages.comments import SYSTEMS, check_rules
from crawlers.rules.comments import CommentsRules
from crawlers.sources import load_source
from crawlers.trial import look_at


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"profile": "commento", "find": True}, "one of isso, remark42, disqus"),
        ({"profile": "isso"}, "threads has to list pages"),
        ({"profile": "remark42", "find": True}, "site id of Remark42"),
        ({"profile": "isso", "threads": ("https://blog.example/a/",)}, "paths, or ids"),
        ({"profile": "remark42", "site": "a", "threads": ("/a/",)}, "whole addresses"),
        ({"profile": "disqus", "site": "a", "threads": ("7",), "find": True}, "do not go together"),
        ({"profile": "isso", "find": True, "pages": "blog.example"}, "pages has to begin"),
        ({"profile": "isso", "find": True, "root": "article"}, 'root has to be "comment"'),
        ({"profile": "isso", "find": True, "key_name": "token"}, "key_name"),
        ({"profile": "isso", "find": True, "newest": 0}, "above 0"),
    ],
)
def test_rules_that_cannot_be_followed_are_refused_in_a_sentence(given, words):
    with pytest.raises(SourceInvalid, match=words) as caught:
        check_rules(CommentsRules(**given), "blog.toml")
    assert str(caught.value).startswith("blog.toml: [comments] ")


@pytest.mark.parametrize(
    "given",
    [
        {"profile": "isso", "threads": ("/a/", "page-7")},
        {"profile": "remark42", "site": "a", "find": True, "threads": ("https://blog.example/a/",)},
        {"profile": "disqus", "site": "a", "threads": ("7", "https://blog.example/a/")},
    ],
)
def test_rules_that_can_be_followed_pass(given):
    check_rules(CommentsRules(**given), "blog.toml")


@pytest.mark.parametrize(
    "base", ["https://c.example/isso", "https://c.example/isso/", "https://c.example/isso/?x=1"]
)
def test_calls_stay_under_the_address_of_the_system(base):
    rules = CommentsRules(profile="isso")
    assert calls.thread_url(base, rules, "/т/?a=1") == "https://c.example/isso/?uri=%2F%D1%82%2F%3Fa%3D1"
    assert calls.comment_url(base, rules, "12-1773300000900", "") == "https://c.example/isso/id/12"


def test_a_page_of_a_thread_is_an_address_whatever_a_system_says():
    rules = CommentsRules(profile="remark42", site="a")
    for link in ("javascript:alert(1)", "http://[x", "77", "data:text/html,x"):
        assert calls.page_of("https://r.example/", rules, link).startswith("https://r.example/?thread=")
    assert calls.page_of("https://r.example/", rules, "https://blog.example/a/") == "https://blog.example/a/"


@pytest.mark.parametrize("name", sorted(SYSTEMS))
@pytest.mark.parametrize("text", ["", "[]", "null", '{"id": "8"}', '{"code": 0, "response": []}', "[" * 9000])
def test_an_answer_of_another_shape_says_nothing_of_a_comment(name, text):
    assert SYSTEMS[name].judge(text, "7-1773300000900") is ProbeStatus.UNKNOWN
    assert SYSTEMS[name].refusal(500, text) is ProbeStatus.UNKNOWN


@pytest.mark.parametrize(
    ("given", "status"),
    [
        ('{"id": 7, "created": 1773300000.9, "mode": 1}', ProbeStatus.ALIVE),
        ('{"id": 7, "created": 1773300000.9, "mode": 4}', ProbeStatus.GONE),
        ('{"id": 7, "created": 1773300000.9, "mode": 2}', ProbeStatus.HIDDEN),
        ('{"id": 7, "created": 1773400000.9, "mode": 1}', ProbeStatus.GONE),
    ],
)
def test_a_number_that_isso_gave_again_is_another_comment(given, status):
    assert SYSTEMS["isso"].judge(given, "7-1773300000900") is status


def test_a_look_at_a_source_of_this_engine_tells_what_it_holds(site, tmp_path):
    comment = '{"id": 1, "created": 1773300000.5, "mode": 1, "text": "<p>Нет связи</p>", "author": "Лука"}'
    site.put("/?uri=%2Fa%2F", f'{{"total_replies": 1, "replies": [{comment}]}}')
    rules = '[comments]\nprofile = "isso"\nthreads = ["/a/"]\n'
    head = (
        f'title = "x"\nengine = "comments"\nurl = "{site.base}/"\nhosts = ["127.0.0.1"]\nterms = "Our own."\n'
    )
    more = 'timezone = "Europe/Moscow"\nallow_private = true\ndelay = 0\n'
    (tmp_path / "own.toml").write_text(head + more + rules, encoding="utf-8")
    found = look_at(load_source(tmp_path / "own.toml"), contact="test@example.org")
    assert found.is_good, found.error
    assert (found.kinds, found.threads) == ({"comment": 1}, {"complete": 1})
