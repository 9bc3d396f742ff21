"""The WordPress spider against a small site that answers as WordPress does."""

import json
from datetime import UTC, datetime

import pytest

from crawlers.items import CrawlStatus, Kind, VisitStatus

TOP = """[wordpress]
official_user_ids = [2]
official_users = ["support"]
official_badge = "Представитель"
per_page = 2
"""
FIELDS = {
    "posts": "id,link,title,content,date_gmt,modified_gmt,author,comment_status,_links,_embedded",
    "comments": "id,post,parent,author,author_name,date_gmt,content,link,status,type",
}
EMBED = {"posts": "_embed=author&", "comments": ""}


class Blog:
    """Puts REST and HTML pages on a site."""

    def __init__(self, site, html):
        self.site, self.html = site, html

    def rest(self, route, query, items, *, total=None, pages=1, status=200):
        kind = route.split("/")[0]
        fields = ("&" if query else "") + f"{EMBED[kind]}_fields={FIELDS[kind].replace(',', '%2C')}"
        headers = {"Content-Type": "application/json; charset=UTF-8"}
        if total is not None:
            headers |= {"X-WP-Total": str(total), "X-WP-TotalPages": str(pages)}
        page = self.html.Page(json.dumps(items), status=status, headers=headers)
        path = f"/blog/wp-json/wp/v2/{route}?{query}{fields}"
        if path in self.site.pages:
            before = self.site.pages[path]
            self.site.pages[path] = [*(before if isinstance(before, list) else [before]), page]
        else:
            self.site.pages[path] = page

    def posts(self, items, **rest):
        self.rest("posts", f"per_page=2&page={rest.pop('page', 1)}&orderby=id&order=asc", items, **rest)

    def comments(self, post, items, **rest):
        page = rest.pop("page", 1)
        self.rest("comments", f"post={post}&per_page=2&page={page}&orderby=id&order=asc", items, **rest)

    def post(self, key):
        return {
            "id": key,
            "link": f"{self.site.base}/blog/p{key}/",
            "author": 1,
            "date_gmt": "2026-03-12T06:15:00",
            "modified_gmt": "2026-03-12T06:15:00",
            "title": {"rendered": "Отзывы &#8212; тут"},
            "content": {"rendered": "<p>Пишите <b>честно</b>.</p>\n", "protected": False},
        }

    def comment(self, key, post, *, parent=0, author=0, name="Ольга", text="Не работает"):
        return {
            "id": key,
            "post": post,
            "parent": parent,
            "author": author,
            "author_name": name,
            "date_gmt": f"2026-03-13T07:05:{key:02}",
            "status": "approved",
            "type": "comment",
            "link": f"{self.site.base}/blog/p{post}/#comment-{key}",
            "content": {"rendered": f"<p>{text}</p>\n"},
            "author_avatar_urls": {"24": "http://0.gravatar.com/avatar/abc?s=24"},
        }

    def page(self, key, comments, *, heading=None, suffix="", links=""):
        body = f'<body class="single postid-{key}"><h1 class="entry-title">Отзывы — тут</h1>'
        body += '<time class="entry-date" datetime="2026-03-12T09:15:00+03:00">Март</time>'
        body += '<div class="entry-content"><p>Пишите <b>честно</b>.</p></div>'
        body += f'<h2 class="comments-title">{heading or ""}</h2>'
        body += (
            f'<ol class="comment-list">{comments}</ol><nav class="comments-pagination">{links}</nav></body>'
        )
        self.site.put(f"/blog/p{key}/{suffix}", f"<html>{body}</html>")

    @staticmethod
    def item(key, text="Не работает", *, inner="", classes="", name="Ольга"):
        return (
            f'<li id="comment-{key}" class="comment {classes} depth-1">'
            f'<b class="comment-author"><i class="fn">{name}</i></b>'
            f'<time datetime="2026-03-13T10:05:{key:02}+03:00">Март</time>'
            f'<div class="comment-content"><p>{text}</p></div><ol class="children">{inner}</ol></li>'
        )


@pytest.fixture
def blog(site, html):
    return Blog(site, html)


@pytest.fixture(scope="module")
def rest(make_site, html, crawl_of, tmp_path_factory):
    site = make_site()
    blog = Blog(site, html)
    blog.posts([blog.post(4), blog.post(5)], total=3, pages=2)
    blog.posts([blog.post(9)], total=3, pages=2, page=2)
    blog.comments(
        4, [blog.comment(2, 4), blog.comment(3, 4, parent=2, author=2, name="Поддержка")], total=3, pages=2
    )
    blog.comments(4, [blog.comment(8, 4, parent=77)], total=3, pages=2, page=2)
    blog.comments(5, [], total=0, pages=0)
    blog.comments(9, [blog.comment(20, 9), blog.comment(21, 9)], total=4, pages=2)
    blog.comments(9, [blog.comment(23, 9)], total=3, pages=2, page=2)
    blog.rest("posts/11", "", {"code": "rest_post_invalid_id"}, status=404)
    blog.rest("posts/12", "", {"code": "rest_forbidden"}, status=401)
    blog.rest("posts/13", "", {"code": "rest_forbidden"}, status=401)
    site.put("/blog/p13/", status=403)
    known = [(str(key), f"{site.base}/blog/p{key}/") for key in (4, 11, 12, 13)]
    return site, crawl_of(site, tmp_path_factory.mktemp("rest"), html.WORDPRESS, top=TOP, known=known)


def test_posts_are_articles_and_comments_answer_them(rest):
    messages = rest[1].messages
    article = messages["post-4"]
    assert (article.kind, article.parent_key, article.title) == (Kind.ARTICLE, None, "Отзывы — тут")
    assert article.text == "Пишите честно."
    assert article.published_at.isoformat() == "2026-03-12T06:15:00+00:00"
    parents = {key: messages[f"comment-{key}"].parent_key for key in (2, 3, 8)}
    assert parents == {2: "post-4", 3: "comment-2", 8: "comment-77"}


def test_staff_is_known_by_user_id(rest):
    reply, guest = rest[1].messages["comment-3"], rest[1].messages["comment-2"]
    assert (reply.kind, reply.author_badge) == (Kind.REPLY, "Представитель")
    assert (guest.kind, guest.author_badge) == (Kind.COMMENT, None)


def test_the_first_page_of_comments_is_read_again(rest):
    site, result = rest
    visit = result.visits["4"]
    assert (visit.status, visit.declared_total, visit.seen_total, visit.pages) == (
        VisitStatus.COMPLETE,
        4,
        4,
        2,
    )
    assert sum("post=4&" in path and "page=1&" in path for path in site.asked) == 2


def test_a_post_without_comments_is_complete(rest):
    visit = rest[1].visits["5"]
    assert (visit.status, visit.declared_total, visit.seen_total) == (VisitStatus.COMPLETE, 1, 1)


def test_a_total_that_changes_between_pages_makes_the_visit_partial(rest):
    visit = rest[1].visits["9"]
    assert visit.status is VisitStatus.PARTIAL
    assert "total changed from 5 to 4" in visit.reason


def test_known_posts_that_no_list_shows_are_visited(rest):
    visits = rest[1].visits
    assert visits["11"].status is VisitStatus.GONE
    assert visits["12"].status is VisitStatus.GONE
    assert (visits["13"].status, visits["13"].reason) == (VisitStatus.FAILED, "answered 403")


def test_nothing_of_an_avatar_is_stored(rest):
    for name in ("messages.jsonl.gz", "crawl.json"):
        assert b"gravatar" not in (rest[1].folder / name).read_bytes()
    assert all("gravatar" not in str(message) for message in rest[1].messages.values())
    assert all("_fields=" in path for path in rest[0].asked if "wp-json" in path)


def test_html_pages_are_read_where_rest_is_off(blog, html, crawl):
    site = blog.site
    blog.posts({"code": "rest_disabled"}, status=401)
    site.put(
        "/blog/",
        '<html><article id="post-4"><h2 class="entry-title"><a href="/blog/p4/">О</a></h2></article></html>',
    )
    reply = blog.item(3, "Чиним", classes="byuser comment-author-support", name="Поддержка")
    links = '<a class="next page-numbers" href="/blog/p4/comment-page-2/#comments">2</a>'
    blog.page(4, blog.item(2, inner=reply), heading="3 ответа на «100 Мбит»", links=links)
    back = '<a class="page-numbers" href="/blog/p4/comment-page-1/#comments">1</a>'
    blog.page(4, blog.item(8), heading="3 ответа", suffix="comment-page-2/", links=back)
    blog.page(4, blog.item(2, inner=reply), heading="3 ответа", suffix="comment-page-1/", links=links)
    result = crawl(html.WORDPRESS, top=TOP)
    assert result.crawl.status is CrawlStatus.COMPLETE, result.crawl
    assert result.crawl.hides_subtrees
    assert list(result.messages) == ["post-4", "comment-2", "comment-3", "comment-8"]
    assert result.messages["comment-3"].parent_key == "comment-2"
    assert result.messages["comment-3"].author_badge == "Представитель"
    assert {message.transport for message in result.messages.values()} == {"html"}


def test_a_post_whose_comments_rest_hides_is_read_as_html(blog, html, crawl):
    blog.posts([blog.post(4)], total=1)
    blog.comments(4, {"code": "rest_cannot_read"}, status=401)
    blog.page(4, blog.item(2), heading="1 ответ")
    result = crawl(html.WORDPRESS, top=TOP)
    visit = result.visits["4"]
    assert (visit.status, visit.transport, visit.seen_total) == (VisitStatus.COMPLETE, "html", 2)


def test_hidden_replies_make_an_html_visit_partial(blog, html, crawl):
    blog.site.put("/blog/", '<html><article id="post-4"><h2><a href="/blog/p4/">О</a></h2></article></html>')
    blog.page(4, blog.item(2), heading="5 ответов")
    result = crawl(html.WORDPRESS, top=TOP + "rest = false\n")
    assert result.visits["4"].status is VisitStatus.PARTIAL
    assert "declares 6 messages, 2 were read" in result.visits["4"].reason


def test_a_login_page_in_place_of_rest_and_html_blocks(blog, html, crawl):
    wall = "<html><form id=loginform><input type=password></form></html>"
    for path in (next(iter(_first_posts(blog))), "/blog/"):
        blog.site.put(path, wall)
    assert type(crawl(html.WORDPRESS, top=TOP).error).__name__ == "SourceBlocked"


@pytest.mark.parametrize(("hint", "opened"), [(True, {"5"}), (False, set())])
def test_the_feed_of_comments_opens_posts_that_are_not_due(blog, html, crawl, hint, opened):
    site = blog.site
    blog.posts([blog.post(4), blog.post(5)], total=2)
    blog.comments(5, [blog.comment(7, 5)], total=1)
    items = (
        f"<item><link>{site.base}/blog/p{key}/#comment-7</link>"
        f"<pubDate>{day} Mar 2026 09:00:00 +0000</pubDate></item>"
        for key, day in ((4, "Tue, 10"), (5, "Wed, 18"))
    )
    if hint:
        site.put("/blog/comments/feed/", f"<rss><channel>{''.join(items)}</channel></rss>")
    known = [(key, f"{site.base}/blog/p{key}/") for key in "45"]
    at = datetime(2026, 3, 19, 9, 0, tzinfo=UTC)
    result = crawl(html.WORDPRESS, top=TOP, known=known, due=(), at=at)
    assert set(result.visits) == opened
    assert (result.error, result.crawl.status) == (None, CrawlStatus.COMPLETE)


def _first_posts(blog):
    blog.posts([], total=0)
    return [path for path in blog.site.pages if "wp/v2/posts" in path]
