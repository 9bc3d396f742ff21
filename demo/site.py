"""From a request to an answer: which page or API of the demonstration site is meant, and what it says."""

import json
import re
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import parse_qsl, urlsplit

from . import blog_pages, reviews
from .blog_api import ROOT, Api, posts_at
from .story import Story

HTML = "text/html; charset=utf-8"
ROBOTS = """User-agent: *
Disallow: /otzyvy/kabinet/
Disallow: /blog/wp-admin/
Allow: /blog/wp-admin/admin-ajax.php
"""
BLOG_POST = re.compile(r"/blog/(\d{4})/(\d\d)/([\w-]+)/(?:comment-page-(\d+)/)?")


@dataclass(frozen=True, slots=True)
class Response:
    """What goes over the wire."""

    body: bytes
    status: int = 200
    content_type: str = HTML
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Site:
    """The site at one moment, at one address."""

    story: Story
    moment: datetime
    base: str

    def respond(self, target: str) -> Response:
        """The answer to GET `target` (path and query)."""
        url = urlsplit(target)
        query = dict(parse_qsl(url.query, keep_blank_values=True))
        if url.path == "/robots.txt":
            return Response(ROBOTS.encode(), content_type="text/plain; charset=utf-8")
        if url.path.startswith(ROOT):
            return self._rest(url.path.removeprefix(ROOT), query)
        if url.path.startswith("/blog/"):
            return self._blog(url.path)
        return self._reviews(url.path, _page_number(query.get("str")))

    def _rest(self, path: str, query: dict[str, str]) -> Response:
        answer = Api(self.story, self.moment, self.base).answer(path, query)
        body = json.dumps(answer.payload).replace("/", "\\/").encode()
        return Response(body, answer.status, "application/json; charset=UTF-8", answer.headers)

    def _blog(self, path: str) -> Response:
        posts = posts_at(self.story, self.moment)
        if front := re.fullmatch(r"/blog/(?:page/(\d+)/)?", path):
            return self._found(blog_pages.front_page(self.base, posts, int(front[1] or 1)))
        if wanted := BLOG_POST.fullmatch(path):
            for post in posts:
                if post.thread.slug == wanted[3] and f"{post.article.at:%Y%m}" == wanted[1] + wanted[2]:
                    page = int(wanted[4] or 1)
                    return self._found(blog_pages.post_page(self.story, self.base, post, page=page))
        return self._found(None)

    def _reviews(self, path: str, page: int) -> Response:
        if path == "/otzyvy/":
            return self._found(reviews.list_page(self.story, self.moment, page))
        wanted = re.fullmatch(r"/otzyvy/tema/(\d+)/", path)
        for thread in self.story.of("reviews"):
            if wanted and thread.id == int(wanted[1]):
                if status := self._trouble(thread.trouble):
                    return Response("Сервис временно недоступен".encode(), status)
                return self._found(reviews.thread_page(self.story, thread, moment=self.moment, page=page))
        return self._found(None)

    def _trouble(self, trouble: tuple[int, int] | None) -> int | None:
        if trouble is None or self.moment.date() != self.story.visit_days[trouble[0] - 1].date():
            return None
        return trouble[1]

    def _found(self, html: str | None) -> Response:
        return (
            Response(blog_pages.missing_page(self.base).encode(), 404)
            if html is None
            else Response(html.encode())
        )


def _page_number(value: str | None) -> int:
    return int(value) if value and value.isdigit() else 1
