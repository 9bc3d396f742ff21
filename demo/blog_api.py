"""The blog's WordPress REST API: posts and comments, paging headers, the error bodies of WordPress 6.1."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from .blog_query import Query, between, included, integer, numbers
from .reviews import page_count, paragraphs
from .state import View, thread_views
from .story import MOSCOW, Story, Thread

ROOT = "/blog/wp-json"


@dataclass(frozen=True, slots=True)
class Answer:
    """A REST answer: `payload` becomes JSON."""

    payload: object
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Post:
    """A blog article as it stands, with all comments that the database holds, oldest first."""

    thread: Thread
    article: View
    comments: tuple[View, ...]


def posts_at(story: Story, moment: datetime) -> list[Post]:
    """The published articles, oldest first."""
    found = [(thread, thread_views(story, thread, moment)) for thread in story.of("blog")]
    posts = [Post(thread, views[0], views[1:]) for thread, views in found if views]
    return sorted(posts, key=lambda post: post.article.at)


def link_of(base: str, post: Post) -> str:
    """The address of the article's page."""
    return f"{base}/blog/{post.article.at.astimezone(MOSCOW):%Y/%m}/{post.thread.slug}/"


@dataclass(frozen=True, slots=True)
class Api:
    """The API at one moment, at one address."""

    story: Story
    moment: datetime
    base: str

    def answer(self, path: str, query: Query) -> Answer:
        """What WordPress says to GET `path`, the part after `/blog/wp-json`."""
        parts = path.strip("/").split("/") if path.strip("/") else []
        if not parts:
            return self._index()
        match parts:
            case ["wp", "v2", "posts"]:
                return self._collection(self._post_rows(query), query, "posts")
            case ["wp", "v2", "comments"]:
                return self._collection(self._comment_rows(query), query, "comments")
            case ["wp", "v2", "posts", number] if number.isdigit():
                return self._post(int(number), query)
            case ["wp", "v2", "comments", number] if number.isdigit():
                return self._comment(int(number), query)
        return _error("rest_no_route", "Подходящий маршрут для URL и метода запроса не найден.", 404)

    def _index(self) -> Answer:
        about = {
            "name": "Сеть да сетка",
            "description": "Домашний интернет без прикрас",
            "url": f"{self.base}/blog",
        }
        zone = {"home": f"{self.base}/blog", "gmt_offset": 3, "timezone_string": "Europe/Moscow"}
        routes = {route: {"methods": ["GET"]} for route in ("/wp/v2/posts", "/wp/v2/comments")}
        return Answer(
            about | zone | {"namespaces": ["oembed/1.0", "wp/v2"], "authentication": [], "routes": routes}
        )

    def _post_rows(self, query: Query) -> list[dict[str, Any]]:
        posts = posts_at(self.story, self.moment)
        posts = between([(post.article.at, post) for post in posts], query, "after", "before")
        modified = between(
            [(self._modified(post), post) for post in posts], query, "modified_after", "modified_before"
        )
        chosen = included([(post.thread.id, post) for post in modified], query.get("include"))
        keys: dict[str, Callable[[Post], Any]] = {
            "id": lambda post: post.thread.id,
            "modified": self._modified,
        }
        key = keys.get(query.get("orderby", "date"), lambda post: post.article.at)
        chosen.sort(key=key, reverse=query.get("order", "desc") == "desc")
        return [self._post_json(post) for post in chosen]

    def _comment_rows(self, query: Query) -> list[dict[str, Any]]:
        wanted = numbers(query.get("post"))
        pairs = [
            (post, view)
            for post in posts_at(self.story, self.moment)
            if not wanted or post.thread.id in wanted
            for view in post.comments
            if "parent" not in query or _parent(post, view) in numbers(query["parent"])
        ]
        dated = between([(view.at, (post, view)) for post, view in pairs], query, "after", "before")
        chosen = included([(pair[1].key, pair) for pair in dated], query.get("include"))
        by_id = query.get("orderby") == "id"
        chosen.sort(
            key=lambda pair: pair[1].key if by_id else pair[1].at,
            reverse=query.get("order", "desc") == "desc",
        )
        return [self._comment_json(post, view) for post, view in chosen]

    def _collection(self, rows: list[dict[str, Any]], query: Query, name: str) -> Answer:
        size, page = integer(query, "per_page", 10), integer(query, "page", 1)
        if size is None or not 1 <= size <= 100:
            return _error("rest_invalid_param", "Неверный параметр: per_page", 400)
        if page is None or page < 1:
            return _error("rest_invalid_param", "Неверный параметр: page", 400)
        pages = page_count(len(rows), size) if rows else 0
        if name == "posts" and page > max(pages, 1):
            message = "Запрошенный номер страницы больше, чем количество доступных страниц."
            return _error("rest_post_invalid_page_number", message, 400)
        headers = {"X-WP-Total": str(len(rows)), "X-WP-TotalPages": str(pages)}
        if page < pages:
            rest = "&".join(f"{key}={value}" for key, value in query.items() if key != "page")
            address = f"{self.base}{ROOT}/wp/v2/{name}?{rest}{'&' if rest else ''}page={page + 1}"
            headers["Link"] = f'<{address}>; rel="next"'
        window = [self._shaped(row, query) for row in rows[(page - 1) * size : page * size]]
        return Answer(window, headers=headers)

    def _shaped(self, row: dict[str, Any], query: Query) -> dict[str, Any]:
        """The row with its author where `_embed` asks for one, and only what `_fields` names."""
        name = next((name for name, user in self.story.staff.items() if user.user_id == row["author"]), None)
        if "_embed" in query and name:
            row["_embedded"] = {"author": [{"id": row["author"], "name": name, "url": ""}]}
        wanted = query.get("_fields", "").split(",") if query.get("_fields") else list(row)
        return {key: value for key, value in row.items() if key in wanted}

    def _post(self, number: int, query: Query) -> Answer:
        for post in posts_at(self.story, self.moment):
            if post.thread.id == number:
                return Answer(self._shaped(self._post_json(post), query))
        if any(
            thread.id == number and thread.messages[0].at <= self.moment for thread in self.story.of("blog")
        ):
            return _error("rest_forbidden", "К сожалению, у вас нет прав для этого.", 401)
        return _error("rest_post_invalid_id", "Неверный ID записи.", 404)

    def _comment(self, number: int, query: Query) -> Answer:
        for post in posts_at(self.story, self.moment):
            for view in post.comments:
                if view.key == number:
                    return Answer(self._shaped(self._comment_json(post, view), query))
        if self._is_in_trash(number):
            return _error(
                "rest_cannot_read", "К сожалению, у вас нет прав для чтения этого комментария.", 401
            )
        return _error("rest_comment_invalid_id", "Неверный ID комментария.", 404)

    def _is_in_trash(self, number: int) -> bool:
        return any(
            thread.key(message.id) == number
            and message.removal is not None
            and message.removal.how == "quiet"
            for thread in self.story.of("blog")
            for message in thread.messages
            if message.at <= self.moment
        )

    def _user_id(self, author: str) -> int:
        staff = self.story.staff.get(author)
        return staff.user_id if staff else 0

    def _modified(self, post: Post) -> datetime:
        days = [self.story.begins(edit.day) for edit in post.thread.messages[0].edits]
        return max([post.article.at, *(day for day in days if day <= self.moment)])

    def _post_json(self, post: Post) -> dict[str, Any]:
        article, modified = post.article, self._modified(post)
        here = f"{self.base}{ROOT}/wp/v2"
        return {
            "id": post.thread.id,
            **_dates("date", article.at),
            "guid": {"rendered": f"{self.base}/blog/?p={post.thread.id}"},
            **_dates("modified", modified),
            "slug": post.thread.slug,
            "status": "publish",
            "type": "post",
            "link": link_of(self.base, post),
            "title": {"rendered": article.title},
            "content": {"rendered": rendered(article.text), "protected": False},
            "excerpt": {"rendered": rendered(article.text.split("\n\n")[0]), "protected": False},
            "author": self._user_id(article.author),
            "featured_media": 0,
            "comment_status": "open",
            "ping_status": "open",
            "sticky": False,
            "template": "",
            "format": "standard",
            "meta": [],
            "categories": [1],
            "tags": [],
            "_links": {
                "self": [{"href": f"{here}/posts/{post.thread.id}"}],
                "collection": [{"href": f"{here}/posts"}],
                "replies": [{"embeddable": True, "href": f"{here}/comments?post={post.thread.id}"}],
            },
        }

    def _comment_json(self, post: Post, view: View) -> dict[str, Any]:
        here = f"{self.base}{ROOT}/wp/v2"
        return {
            "id": view.key,
            "post": post.thread.id,
            "parent": _parent(post, view),
            "author": self._user_id(view.author),
            "author_name": view.author,
            "author_url": "",
            **_dates("date", view.at),
            "content": {"rendered": rendered(view.text)},
            "link": f"{link_of(self.base, post)}#comment-{view.key}",
            "status": "approved",
            "type": "comment",
            "author_avatar_urls": {},
            "meta": [],
            "_links": {
                "self": [{"href": f"{here}/comments/{view.key}"}],
                "collection": [{"href": f"{here}/comments"}],
                "up": [{"embeddable": True, "post_type": "post", "href": f"{here}/posts/{post.thread.id}"}],
            },
        }


def rendered(text: str) -> str:
    """The text as WordPress stores it in `rendered`: one paragraph a line."""
    return paragraphs(text).replace("</p><p>", "</p>\n<p>").replace("<br>", "<br />") + "\n"


def _parent(post: Post, view: View) -> int:
    return 0 if view.parent in (None, post.article.key) else int(view.parent or 0)


def _dates(name: str, at: datetime) -> dict[str, str]:
    return {
        name: f"{at.astimezone(MOSCOW):%Y-%m-%dT%H:%M:%S}",
        f"{name}_gmt": f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%S}",
    }


def _error(code: str, message: str, status: int) -> Answer:
    return Answer({"code": code, "message": message, "data": {"status": status}}, status)
