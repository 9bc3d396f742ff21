"""WordPress through its REST API: JSON pages of posts and of one post's comments."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, urlencode, urljoin, urlsplit, urlunsplit

from crawlers.items import Kind, Precision, State
from crawlers.records import ParsedMessage
from crawlers.rules import WordpressRules

from .json_values import read_json, whole
from .markup import text_of
from .page import ListPage, PageKind, Place, ThreadLink, ThreadPage
from .placeholders import is_placeholder

VERSION = "wordpress-1"  # the number is raised with any change of what the parsers return, REST or HTML
# Only these fields travel: no avatars, whose addresses hold a hash of the e-mail.
_POST_FIELDS = "id,link,title,content,date_gmt,modified_gmt,author,comment_status,_links,_embedded"
_POST_QUERY = {
    "_embed": "author",
    "_fields": _POST_FIELDS,
}  # the name: comments of the same person have it too
_COMMENT_FIELDS = "id,post,parent,author,author_name,date_gmt,content,link,status,type"


def extractor_version(_rules: WordpressRules) -> str:
    """Return the version of the parsers; the rules choose posts and speakers and change no text."""
    return VERSION


def posts_url(base: str, rules: WordpressRules) -> str:
    """Return the address of the first page of posts, oldest id first, so that new posts shift nothing."""
    query = {"per_page": rules.per_page, "page": 1, "orderby": "id", "order": "asc", **_POST_QUERY}
    return urljoin(base, "wp-json/wp/v2/posts") + "?" + urlencode({**query, **rules.post_query})


def post_url(base: str, thread_key: str) -> str:
    """Return the address of one post."""
    return urljoin(base, f"wp-json/wp/v2/posts/{thread_key}") + "?" + urlencode(_POST_QUERY)


def comments_url(base: str, thread_key: str, rules: WordpressRules) -> str:
    """Return the address of the first page of a post's comments, oldest id first."""
    query = {"post": thread_key, "per_page": rules.per_page, "page": 1, "orderby": "id", "order": "asc"}
    return urljoin(base, "wp-json/wp/v2/comments") + "?" + urlencode({**query, "_fields": _COMMENT_FIELDS})


def parse_posts(text: str, headers: Mapping[str, str], *, rules: WordpressRules, place: Place) -> ListPage:
    """Return the posts on a REST page, each with its article; kind OTHER if it is no list of posts."""
    posts = read_json(text)
    if not isinstance(posts, list):
        return ListPage(kind=PageKind.OTHER)
    links = [link for post in posts if (link := parse_post(post, rules=rules, place=place))]
    return ListPage(
        kind=PageKind.LIST,
        threads=tuple(links),
        next_url=_next_url(place.url, _header(headers, "X-WP-TotalPages")),
        total=_header(headers, "X-WP-Total"),
        unreadable=len(posts) - len(links),
    )


def parse_post(post: object, *, rules: WordpressRules, place: Place) -> ThreadLink | None:
    """Return one post (JSON text, or already an object) as a thread with its article, None if it is none."""
    given = read_json(post) if isinstance(post, str) else post
    if not isinstance(given, dict) or not whole(given.get("id")) or not given.get("link"):
        return None
    key = str(whole(given["id"]))
    article = _message(given, rules=rules, place=place, thread_key=key, key=f"post-{key}")
    return ThreadLink(key=key, url=str(given["link"]), messages=(article,))


def parse_comments(
    text: str, headers: Mapping[str, str], *, rules: WordpressRules, place: Place, thread_key: str
) -> ThreadPage:
    """Return the comments on a REST page; its declared totals stand in the headers."""
    comments = read_json(text)
    total = _header(headers, "X-WP-Total")
    if not isinstance(comments, list) or not all(isinstance(one, dict) for one in comments):
        return ThreadPage(kind=PageKind.OTHER)
    messages = tuple(
        _message(one, rules=rules, place=place, thread_key=thread_key, key=f"comment-{number}")
        for one in comments
        if (number := whole(one.get("id")))
    )
    last_page = _header(headers, "X-WP-TotalPages")
    return ThreadPage(
        kind=PageKind.THREAD,
        messages=messages,
        next_url=_next_url(place.url, last_page),
        total=total,
        last_page=max(last_page, 1) if last_page is not None else None,  # 0 where there is no comment
        is_whole=total is not None and last_page is not None,
        unreadable=len(comments) - len(messages),
    )


def is_official(rules: WordpressRules, *, user_id: int, user: str, name: str) -> bool:
    """Return whether a registered user speaks for the provider; `user_id` is 0 and `user` "" for guests."""
    if not user_id and not user:
        return False
    return user_id in rules.official_user_ids or user in rules.official_users or name in rules.official_names


def _message(
    given: Mapping[str, Any], *, rules: WordpressRules, place: Place, thread_key: str, key: str
) -> ParsedMessage:
    user_id = whole(given.get("author")) or 0
    name = _shown(given.get("author_name") or _embedded_author(given))
    official = is_official(rules, user_id=user_id, user="", name=name)
    published_at = _moment(given.get("date_gmt"))
    text = _shown(given.get("content"))
    is_article = key.startswith("post-")
    return ParsedMessage(
        thread_key=thread_key,
        message_key=key,
        parent_key=None if is_article else _parent(given, thread_key),
        url=str(given.get("link") or place.url),
        kind=Kind.ARTICLE if is_article else Kind.REPLY if official else Kind.COMMENT,
        author=name or (f"user:{user_id}" if user_id else None),
        author_badge=rules.official_badge if official else None,
        published_at=published_at,
        published_precision=Precision.SECOND if published_at else Precision.UNKNOWN,
        title=_shown(given.get("title")),
        text=text,
        state=State.TOMBSTONE if is_placeholder(text) else State.ALIVE,
        provider_name=place.provider,
        raw={"modified_gmt": str(given["modified_gmt"])} if given.get("modified_gmt") else {},
    )


def _embedded_author(given: Mapping[str, Any]) -> object:
    match given.get("_embedded"):
        case {"author": [{"name": name}, *_]}:
            return name
    return None


def _parent(given: Mapping[str, Any], thread_key: str) -> str:
    """Return what a comment answers; the parent may be a removed comment that no page shows any more."""
    parent = whole(given.get("parent")) or 0
    return f"comment-{parent}" if parent else f"post-{thread_key}"


def _header(headers: Mapping[str, str], name: str) -> int | None:
    return whole(headers.get(name.lower(), ""))


def _shown(rendered: object) -> str:
    """Return what a reader sees of an HTML value, which REST wraps as {"rendered": …}."""
    html = rendered.get("rendered") if isinstance(rendered, dict) else rendered
    return text_of(str(html or ""))


def _moment(date_gmt: object) -> datetime | None:
    try:
        return datetime.fromisoformat(str(date_gmt)).replace(tzinfo=UTC)
    except ValueError:
        return None


def _next_url(url: str, last_page: int | None) -> str | None:
    """Return the address of the page after `url`, None on the last."""
    parts = urlsplit(url)
    query = parse_qs(parts.query, keep_blank_values=True)
    page = int(query.get("page", ["1"])[0])
    if last_page is None or page >= last_page:
        return None
    return urlunsplit(parts._replace(query=urlencode({**query, "page": [str(page + 1)]}, doseq=True)))
