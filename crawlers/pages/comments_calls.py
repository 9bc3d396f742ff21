"""Calls to Isso, Remark42 and Disqus as addresses, and the addresses of pages and comments for readers."""

import re
from urllib.parse import parse_qsl, quote, urlencode, urljoin, urlsplit

from crawlers.rules.comments import DISQUS, ISSO, REMARK42, CommentsRules

from .json_values import whole

PER_PAGE = 100  # the most that Disqus gives at once; Remark42 gives what is asked
_ANCHORS = {ISSO: "isso-", REMARK42: "remark42__comment-", DISQUS: "comment-"}
_ISSO_KEY = re.compile(r"(\d{1,18})-(\d{1,13})")


def thread_url(base: str, rules: CommentsRules, thread_key: str) -> str:
    """Return the call for the comments of a thread: all of them, at Disqus the oldest 100."""
    if rules.profile == ISSO:
        return _call(base, "", uri=thread_key)
    if rules.profile == REMARK42:
        return _call(base, "api/v1/find", site=rules.site, url=thread_key, format="plain", sort="time")
    thread = thread_key if thread_key.isdecimal() else f"link:{thread_key}"
    states = ["approved", "deleted"] if rules.with_deleted else ["approved"]
    how = {"limit": PER_PAGE, "order": "asc", "include": states, "related": "thread"}
    return _call(base, "threads/listPosts.json", forum=rules.site, thread=thread, **how)


def list_url(base: str, rules: CommentsRules) -> str:
    """Return the call for the pages that have comments: the first 100, with Isso the newest comments."""
    if rules.profile == ISSO:
        return _call(base, "latest", limit=rules.newest)
    if rules.profile == REMARK42:
        return _call(base, "api/v1/list", site=rules.site, limit=PER_PAGE, skip=0)
    return _call(base, "forums/listThreads.json", forum=rules.site, limit=PER_PAGE, order="desc")


def comment_url(base: str, rules: CommentsRules, key: str, page: str) -> str:
    """Return the call for one comment, which readers find at `page`; "" for a key that is none of these."""
    if rules.profile == ISSO:
        number = isso_key(key)
        return _call(base, f"id/{number[0]}") if number else ""
    if rules.profile == REMARK42:
        thread = page.partition("#")[0]
        return _call(base, f"api/v1/id/{quote(key, safe='')}", site=rules.site, url=thread) if key else ""
    return _call(base, "posts/details.json", post=key) if key.isdecimal() else ""


def with_query(url: str, name: str, value: object) -> str:
    """Return the call with one value of its query set."""
    parts = urlsplit(url)
    said = [pair for pair in parse_qsl(parts.query, keep_blank_values=True) if pair[0] != name]
    return parts._replace(query=urlencode([*said, (name, value)])).geturl()


def number_in(url: str, name: str) -> int:
    """Return the whole number that the query of a call has under `name`, 0 without one."""
    return whole(dict(parse_qsl(urlsplit(url).query)).get(name)) or 0


def page_of(base: str, rules: CommentsRules, thread: str) -> str:
    """Return the address at which readers find the page of a thread, given as its key or its link.

    What is no address of a page, as a number of Disqus's, is put into the query of one.
    """
    try:
        page = "" if thread.isdecimal() else urljoin(rules.pages or base, thread)
    except ValueError:  # "http://[x"
        page = ""
    is_page = page.startswith(("http://", "https://"))
    return page if is_page else urljoin(base, "/?" + urlencode({"thread": thread}))


def place_of(page: str, rules: CommentsRules, number: str) -> str:
    """Return the address at which readers find a comment on its page."""
    return f"{page}#{_ANCHORS[rules.profile]}{number}"


def isso_key(key: str) -> tuple[int, int] | None:
    """Return the number and the millisecond of publication in a key of Isso's, None for no such key."""
    found = _ISSO_KEY.fullmatch(key)
    return (int(found[1]), int(found[2])) if found else None


def _call(base: str, path: str, **query: object) -> str:
    said = urlencode(query, doseq=True)
    return f"{_root(base)}{path}" + (f"?{said}" if said else "")


def _root(base: str) -> str:
    return base.partition("?")[0].rstrip("/") + "/"
