"""WordPress without REST: lists of posts and pages of comments, in block themes and in classic ones."""

import re
from datetime import UTC, datetime

from parsel import Selector

from crawlers.items import Kind, Precision, State
from crawlers.records import ParsedMessage
from crawlers.rules import WordpressRules

from .markup import has_end, is_wall, own_part, parse_html, value, values
from .page import ListPage, PageKind, Place, ThreadLink, ThreadPage
from .placeholders import is_placeholder
from .wordpress import is_official

_POST = "li.wp-block-post, article[id^=post-], div.post[id^=post-]"
_POST_LINK = (
    ".wp-block-post-title a::attr(href), .entry-title a::attr(href), "
    "a[rel=bookmark]::attr(href), h2 a::attr(href)"
)
_NEXT_POSTS = (
    "a.wp-block-query-pagination-next::attr(href), .pagination a.next::attr(href), "
    ".posts-navigation .nav-previous a::attr(href), .navigation .nav-previous a::attr(href)"
)
_TITLE = "h1.wp-block-post-title, h1.entry-title, .wp-block-post-title, .entry-title"
_CONTENT = ".wp-block-post-content, .entry-content"
_DATE = ".wp-block-post-date time::attr(datetime), time.entry-date::attr(datetime)"
_AUTHOR = ".wp-block-post-author__name, .byline a[rel=author], a[rel=author], .author .fn"
_TOTAL = ".wp-block-comments-title, .comments-title"
_PAGE_LINKS = (
    ".wp-block-comments-pagination a::attr(href), .comments-pagination a::attr(href), "
    ".comment-navigation a::attr(href)"
)
_COMMENT = "li.comment[id^=comment-]"
_COMMENT_AUTHOR = ".wp-block-comment-author-name, .comment-author .fn"
_COMMENT_TEXT = ".wp-block-comment-content, .comment-content"
_COMMENT_DATE = "time::attr(datetime)"


def parse_posts(text: str, *, place: Place) -> ListPage:
    """Return the posts that a front page or an archive lists."""
    page = parse_html(text)
    blocks = page.css(_POST)
    links = [link for block in blocks if (link := _link(block, place))]
    if not links:
        return ListPage(kind=PageKind.WALL if is_wall(page) else PageKind.OTHER)
    return ListPage(
        kind=PageKind.LIST,
        threads=tuple(links),
        next_url=place.link(value(page, _NEXT_POSTS)),
        is_whole=has_end(text),
        unreadable=len(blocks) - len(links),
    )


def parse_thread(text: str, *, rules: WordpressRules, place: Place, thread_key: str) -> ThreadPage:
    """Return a post's page with its article and one page of its comments.

    `more` are the other pages of comments, `last_page` the highest number among them. The heading's number
    counts comments, and the article is counted to it. WordPress leaves out the replies to a hidden comment.
    """
    page = parse_html(text)
    if post_id(page) != thread_key:
        return ThreadPage(kind=PageKind.WALL if is_wall(page) else PageKind.OTHER)
    links = [link for href in values(page, _PAGE_LINKS) if (link := place.link(href))]
    comments = tuple(
        _comment(item, rules=rules, place=place, thread_key=thread_key) for item in page.css(_COMMENT)
    )
    thread = ThreadPage(
        kind=PageKind.THREAD,
        messages=comments,
        more=tuple(dict.fromkeys(links)),
        total=_declared(value(page, _TOTAL)),
        last_page=max([comment_page(place.url), *map(comment_page, links)]),
        is_whole=has_end(text),
    )
    return thread.under(_article(page, rules=rules, place=place, thread_key=thread_key))


def comment_page(url: str) -> int:
    """Return the number of the page of comments that `url` shows, 1 where the address has none."""
    found = re.search(r"comment-page-(\d+)|[?&]cpage=(\d+)", url)
    return int(found[1] or found[2]) if found else 1


def post_id(page: Selector) -> str:
    """Return the post that the page is about, "" for pages of another kind."""
    body = page.css("body::attr(class)").get("")
    found = re.search(r"\b(?:postid|page-id)-(\d+)\b", body)
    short = re.search(r"[?&]p=(\d+)", page.css("link[rel=shortlink]::attr(href)").get(""))
    return found[1] if found else short[1] if short else ""


def _link(block: Selector, place: Place) -> ThreadLink | None:
    names = f"{block.attrib.get('id', '')} {block.attrib.get('class', '')}"
    key = re.search(r"\bpost-(\d+)\b", names)
    url = place.link(value(block, _POST_LINK))
    return ThreadLink(key=key[1], url=url) if key and url else None


def _declared(heading: str) -> int | None:
    """Return the number that a heading begins with; further numbers belong to the post's own title."""
    found = re.match(r"\s*(\d+)\b", heading)
    return int(found[1]) if found else None


def _article(page: Selector, *, rules: WordpressRules, place: Place, thread_key: str) -> ParsedMessage:
    author = value(page, _AUTHOR)
    published_at = _moment(value(page, _DATE))
    official = is_official(rules, user_id=0, user=author, name=author)
    return ParsedMessage(
        thread_key=thread_key,
        message_key=f"post-{thread_key}",
        url=re.sub(r"comment-page-\d+/?$", "", place.url),
        kind=Kind.ARTICLE,
        author=author or None,
        author_badge=rules.official_badge if official else None,
        published_at=published_at,
        published_precision=Precision.SECOND if published_at else Precision.UNKNOWN,
        title=value(page, _TITLE),
        text=value(page, _CONTENT),
        provider_name=place.provider,
    )


def _comment(item: Selector, *, rules: WordpressRules, place: Place, thread_key: str) -> ParsedMessage:
    key = item.attrib["id"]
    above = item.xpath("ancestor::li[starts-with(@id, 'comment-')][1]/@id").get()
    user = (
        re.search(r"\bcomment-author-(\S+)", item.attrib["class"])
        if "byuser" in item.attrib["class"]
        else None
    )
    own = own_part(item, _COMMENT)
    author = value(own, _COMMENT_AUTHOR)
    official = is_official(rules, user_id=0, user=user[1] if user else "", name=author)
    published_at = _moment(value(own, _COMMENT_DATE))
    text = value(own, _COMMENT_TEXT)
    return ParsedMessage(
        thread_key=thread_key,
        message_key=key,
        parent_key=above or f"post-{thread_key}",
        url=f"{place.url}#{key}",
        kind=Kind.REPLY if official else Kind.COMMENT,
        author=author or None,
        author_badge=rules.official_badge if official else None,
        published_at=published_at,
        published_precision=Precision.SECOND if published_at else Precision.UNKNOWN,
        text=text,
        state=State.TOMBSTONE if is_placeholder(text) else State.ALIVE,
        provider_name=place.provider,
    )


def _moment(stamp: str) -> datetime | None:
    """Return a time with its offset in UTC; the visible date is in the site's language and never read."""
    try:
        moment = datetime.fromisoformat(stamp)
    except ValueError:
        return None
    return moment.astimezone(UTC) if moment.tzinfo else None
